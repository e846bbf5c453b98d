namespace HmisGateway.Captures;

/// <summary>One request of captured traffic. Holds personal data and credentials.</summary>
internal sealed record CapturedRequest
{
    /// <summary>Its place in the file, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>Scheme, host and port, such as <c>https://hmis.example.org</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>Path and query as they stood in the request line.</summary>
    public required string Target { get; init; }

    /// <summary>The headers, in order, without those of the connection and of the body.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>The content type, or null.</summary>
    public required string? ContentType { get; init; }

    /// <summary>The body; empty for none.</summary>
    public required byte[] Body { get; init; }

    /// <summary>The method and the place only.</summary>
    public override string ToString() => $"{Index} {Method}";
}
