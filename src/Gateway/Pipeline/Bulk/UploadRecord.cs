using HmisGateway.Policy.Payloads;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>A client's row that waits for its decision.</summary>
/// <param name="Client">Which client of the upload.</param>
/// <param name="ClientId">The client's id in it.</param>
/// <param name="Record">The row as the decision sees it.</param>
/// <param name="FirstName">First name as stated, or null.</param>
/// <param name="LastName">Last name as stated, or null.</param>
/// <param name="DateOfBirth">Date of birth as stated, or null.</param>
/// <param name="Ssn">Social Security number as stated, or null.</param>
internal sealed record UploadRecord(
    int Client, string ClientId, PayloadRecord Record, string? FirstName, string? LastName, string? DateOfBirth, string? Ssn)
{
    /// <summary>The number only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"record {Client}";
}
