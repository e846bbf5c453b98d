namespace HmisGateway.Policy.Payloads.Batch;

/// <summary>One request of a batch.</summary>
/// <param name="Id">By what others of the batch may refer to it; null when it has no id.</param>
/// <param name="Method">The method.</param>
/// <param name="Url">The address as it is written.</param>
/// <param name="Headers">Its headers; their names in small letters.</param>
/// <param name="Body">Its body; empty for none.</param>
internal sealed record InnerRequest(string? Id, string Method, string Url, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>Its content type, or null.</summary>
    internal string? ContentType => Headers.GetValueOrDefault("content-type");
}
