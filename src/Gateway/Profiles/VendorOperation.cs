namespace HmisGateway.Profiles;

/// <summary>One operation of a vendor's OpenAPI document.</summary>
/// <param name="Method">The method, in upper case.</param>
/// <param name="Path">The path, with parameters in braces.</param>
/// <param name="Name">Its <c>operationId</c>, or null.</param>
/// <param name="ContentTypes">What bodies it takes; empty for none.</param>
internal sealed record VendorOperation(string Method, string Path, string? Name, IReadOnlyList<string> ContentTypes)
{
    /// <summary>True for what may change something.</summary>
    public bool IsWrite => Method is "POST" or "PUT" or "PATCH" or "DELETE";
}
