namespace HmisGateway.Consent;

/// <summary>A signed copy, opened for somebody whom the ledger names.</summary>
/// <param name="Content">The copy, byte for byte.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Number">Which copy of its form.</param>
internal sealed record RoiDocumentContent(byte[] Content, string ContentType, int Number)
{
    /// <summary>The length only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"{Content.Length} bytes";
}
