namespace HmisGateway.Policy.Payloads;

/// <summary>A body that was written anew from what was read; it is forwarded in place of the one that came, which is what is kept.</summary>
/// <param name="Body">The bytes. May be personal data.</param>
/// <param name="ContentType">The value of <c>Content-Type</c> that goes with them.</param>
/// <remarks>Containers whose bytes servers take apart differently are rebuilt, so that what is sent holds nothing but what was inspected.</remarks>
public sealed record RebuiltBody(ReadOnlyMemory<byte> Body, string ContentType)
{
    /// <summary>How long it is.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"rebuilt({Body.Length} bytes)";
}
