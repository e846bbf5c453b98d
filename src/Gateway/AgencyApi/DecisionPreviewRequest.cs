namespace HmisGateway.AgencyApi;

/// <summary>A request of which an agency asks what would become of it.</summary>
internal sealed record DecisionPreviewRequest
{
    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query, as they would be sent.</summary>
    public required string Path { get; init; }

    /// <summary>The content type, or null.</summary>
    public string? ContentType { get; init; }

    /// <summary>The body; base64 in JSON. Null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Further headers, or null.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The method only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"{nameof(DecisionPreviewRequest)}({Method})";
}
