namespace HmisGateway.AgencyApi;

/// <summary>Answer of <c>POST clients/{clientId}/separations</c>. The same whether or not the two were taken for one before.</summary>
/// <param name="RecordedAt">When it was recorded.</param>
internal sealed record SeparationAnswer(DateTimeOffset RecordedAt);
