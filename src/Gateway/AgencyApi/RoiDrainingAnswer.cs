namespace HmisGateway.AgencyApi;

/// <summary>Answer <c>202</c> of <c>PUT clients/{clientId}/roi</c> and of the status of its drain.</summary>
/// <param name="Version">The version of the latest form.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="State"><c>draining</c>.</param>
/// <param name="Status">The path that tells when nothing is in flight any more.</param>
internal sealed record RoiDrainingAnswer(int Version, DateTimeOffset RecordedAt, string State, string Status);
