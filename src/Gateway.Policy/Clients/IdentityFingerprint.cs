namespace HmisGateway.Policy.Clients;

/// <summary>
/// One comparable form of an identity, hashed by the caller before it is stored or looked up. Two of name, SSN and date of
/// birth make a match; name, last four of the SSN and date of birth make one too. Source: HUD unduplication practice.
/// </summary>
/// <param name="Form">Which parts it is made of.</param>
/// <param name="Text">The canonical text to hash. Personal data.</param>
public readonly record struct IdentityFingerprint(IdentityFingerprintForm Form, string Text)
{
    /// <summary>The form only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => Form.ToString();
}
