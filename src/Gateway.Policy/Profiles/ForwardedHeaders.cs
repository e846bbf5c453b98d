namespace HmisGateway.Policy.Profiles;

/// <summary>Which headers of a request are forwarded, beside those that a rule names. <c>Content-Type</c> goes with the content.</summary>
public static class ForwardedHeaders
{
    /// <summary>The headers that every rule forwards.</summary>
    public static IReadOnlyList<string> Standard { get; } =
        ["Accept", "Accept-Language", "Authorization", "Cookie", "If-Match", "If-None-Match", "User-Agent"];
}
