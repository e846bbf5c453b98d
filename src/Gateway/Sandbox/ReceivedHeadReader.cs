using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace HmisGateway.Sandbox;

/// <summary>
/// Stands between a connection and Kestrel and keeps the bytes of the request head, because Kestrel's header collection forgets their
/// order and spelling. At the moment a request reaches the application, Kestrel has taken exactly its head from the connection.
/// </summary>
internal sealed class ReceivedHeadReader(PipeReader inner) : PipeReader
{
    private readonly ArrayBufferWriter<byte> _taken = new();
    private ReadOnlySequence<byte> _offered;
    private byte[] _rest = [];
    private bool _inBody;

    /// <summary>The request line and the headers of the request that is starting; its body is not kept here.</summary>
    public (string RequestLine, List<KeyValuePair<string, string>> Headers) TakeHead()
    {
        _inBody = true;
        _rest = [];
        return Parse(Encoding.Latin1.GetString(_taken.WrittenSpan));
    }

    /// <summary>The request is over; what comes next is a head again.</summary>
    public void EndBody()
    {
        _taken.ResetWrittenCount();
        _inBody = false;
    }

    /// <summary>The bytes of a head that never became a request; empty when there are none.</summary>
    public byte[] UnfinishedHead() => _inBody ? [] : [.. _taken.WrittenSpan, .. _rest];

    /// <inheritdoc/>
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ReadResult result = await inner.ReadAsync(cancellationToken);
        _offered = result.Buffer;
        return result;
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        bool read = inner.TryRead(out result);
        if (read)
        {
            _offered = result.Buffer;
        }

        return read;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!_inBody)
        {
            foreach (ReadOnlyMemory<byte> part in _offered.Slice(0, consumed))
            {
                _taken.Write(part.Span);
            }

            _rest = _offered.Slice(consumed).ToArray();
        }

        _offered = default;
        inner.AdvanceTo(consumed, examined);
    }

    /// <inheritdoc/>
    public override void CancelPendingRead() => inner.CancelPendingRead();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    private static (string RequestLine, List<KeyValuePair<string, string>> Headers) Parse(string head)
    {
        string[] lines = head.TrimStart('\r', '\n').Split('\n');
        List<KeyValuePair<string, string>> headers = [];
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                headers.Add(new(line[..colon], line[(colon + 1)..].Trim(' ', '\t', '\r')));
            }
        }

        return (lines[0].TrimEnd('\r'), headers);
    }
}
