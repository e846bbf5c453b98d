namespace HmisGateway.Keys;

/// <summary>The JSON of a key file.</summary>
internal sealed record KeyFile
{
    /// <summary>One of <see cref="KeyPurpose"/>.</summary>
    public required string Purpose { get; init; }

    /// <summary>The key's id, 16 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The key: 32 bytes, Base64 in the file.</summary>
    public required byte[] Key { get; init; }
}
