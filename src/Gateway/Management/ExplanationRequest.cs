namespace HmisGateway.Management;

/// <summary>A request that is to be explained.</summary>
internal sealed record ExplanationRequest
{
    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query as they would stand in the request line, the vendor's path prefix included.</summary>
    public required string Path { get; init; }

    /// <summary>The headers, in order; a name may stand more than once.</summary>
    public IReadOnlyList<ExplanationHeader> Headers { get; init; } = [];

    /// <summary>The content type, or null; an entry <c>Content-Type</c> in <see cref="Headers"/> is not needed.</summary>
    public string? ContentType { get; init; }

    /// <summary>The body; empty for none.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>The day on which the choices are looked at; null for today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>The method only.</summary>
    public override string ToString() => Method;
}
