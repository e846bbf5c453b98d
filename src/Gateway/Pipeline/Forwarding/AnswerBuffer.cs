using HmisGateway.Pipeline.Receiving;
using HmisGateway.Storage;

namespace HmisGateway.Pipeline.Forwarding;

/// <summary>
/// Takes the vendor's whole answer to a write before the agency gets its first byte, so that ids are learned and durable first.
/// </summary>
internal sealed class AnswerBuffer(CapturedBody body, int limit) : WriteStream
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (body.Length + buffer.Length > limit)
        {
            throw new IOException("The vendor's answer is larger than the gateway takes.");
        }

        body.Append(buffer);
    }
}
