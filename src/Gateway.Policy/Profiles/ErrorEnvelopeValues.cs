namespace HmisGateway.Policy.Profiles;

/// <summary>What an <see cref="ErrorEnvelope"/> is filled with.</summary>
/// <param name="English">The message to the case worker in English.</param>
/// <param name="Spanish">The same in Spanish.</param>
/// <param name="Title">The title of the problem, in English.</param>
/// <param name="Code">Its code, e.g. <c>no_sharing</c>.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Receipt">The receipt; null when nothing was kept.</param>
/// <param name="Reference">The short reference; null when nothing was kept.</param>
public readonly record struct ErrorEnvelopeValues(
    string English, string Spanish, string Title, string Code, int Status, string? Receipt, string? Reference);
