namespace HmisGateway.Keys;

/// <summary>The file <c>keyring.json</c>: which keys are in use. It is written last, so a folder that has it has them all.</summary>
internal sealed record KeyFolderIndex
{
    /// <summary>Id of the key-encryption key that wraps new agency keys; older ones stay readable.</summary>
    public required string CurrentKeyEncryptionKey { get; init; }
}
