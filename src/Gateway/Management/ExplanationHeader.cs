namespace HmisGateway.Management;

/// <summary>A header of a request that is to be explained.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; may be personal data or a credential.</param>
internal sealed record ExplanationHeader(string Name, string Value)
{
    /// <summary>The name only.</summary>
    public override string ToString() => Name;
}
