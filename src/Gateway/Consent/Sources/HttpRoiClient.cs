namespace HmisGateway.Consent.Sources;

/// <summary>A client in a question or an answer.</summary>
/// <param name="ClientId">The agency's own id; null in a question by HMIS id.</param>
/// <param name="VendorId">The HMIS id with the vendor's name, <c>hmis:1003</c>; null in a question by the agency's own id.</param>
/// <param name="Forms">In an answer: the forms that count, in the words of <c>PUT clients/{clientId}/roi</c>.</param>
internal sealed record HttpRoiClient(string? ClientId = null, string? VendorId = null, IReadOnlyList<RoiSubmission>? Forms = null)
{
    /// <summary>Nothing of it.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => nameof(HttpRoiClient);
}
