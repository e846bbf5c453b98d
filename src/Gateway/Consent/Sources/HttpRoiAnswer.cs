namespace HmisGateway.Consent.Sources;

/// <summary>What a source answers.</summary>
/// <param name="Clients">Those of the clients asked for whom it knows.</param>
internal sealed record HttpRoiAnswer(IReadOnlyList<HttpRoiClient> Clients)
{
    /// <summary>Nothing of it.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => nameof(HttpRoiAnswer);
}
