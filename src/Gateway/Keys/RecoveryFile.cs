namespace HmisGateway.Keys;

/// <summary>The JSON of a recovery file.</summary>
internal sealed record RecoveryFile
{
    /// <summary>What <see cref="Format"/> says.</summary>
    public const string FormatName = "hmis-gateway-key-recovery";

    /// <summary>The version that is written.</summary>
    public const int CurrentVersion = 1;

    /// <summary>What <see cref="Kdf"/> says in version 1.</summary>
    public const string KdfName = "pbkdf2-hmac-sha256";

    /// <summary>What <see cref="Cipher"/> says in version 1.</summary>
    public const string CipherName = "aes-256-gcm";

    /// <summary>What kind of file it is.</summary>
    public required string Format { get; init; }

    /// <summary>Which version of the format.</summary>
    public required int Version { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How the key is made from the passphrase.</summary>
    public required string Kdf { get; init; }

    /// <summary>How many rounds.</summary>
    public required int Iterations { get; init; }

    /// <summary>32 random bytes.</summary>
    public required byte[] Salt { get; init; }

    /// <summary>How the content is sealed.</summary>
    public required string Cipher { get; init; }

    /// <summary>12 random bytes.</summary>
    public required byte[] Nonce { get; init; }

    /// <summary>16 bytes.</summary>
    public required byte[] Tag { get; init; }

    /// <summary>Sealed: JSON, a list of <see cref="KeyFolderFile"/>.</summary>
    public required byte[] Content { get; init; }
}
