namespace HmisGateway.Consent.Sources;

/// <summary>What the gateway sends.</summary>
/// <param name="Agency">The agency's id at the gateway.</param>
/// <param name="Clients">For whom it asks.</param>
internal sealed record HttpRoiQuestion(string Agency, IReadOnlyList<HttpRoiClient> Clients)
{
    /// <summary>Nothing of it.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => nameof(HttpRoiQuestion);
}
