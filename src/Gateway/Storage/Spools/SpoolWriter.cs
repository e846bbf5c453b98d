namespace HmisGateway.Storage.Spools;

/// <summary>Appends to a spool.</summary>
internal sealed class SpoolWriter(EncryptedSpool spool) : WriteStream
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => spool.Write(buffer);
}
