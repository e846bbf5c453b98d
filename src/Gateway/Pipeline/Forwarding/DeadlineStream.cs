using System.Net.Sockets;
using HmisGateway.Consent.Permits;

namespace HmisGateway.Pipeline.Forwarding;

/// <summary>
/// A connection to the vendor that looks at the deadline of the request before each piece of at most 16 KiB, and is reset when it has passed, when the permit
/// has expired during the write, or when bytes of a request are still on their way that counts as ended.
/// </summary>
/// <param name="socket">The socket, with linger 0.</param>
/// <param name="isTls">Before the first request a TLS handshake is written, which belongs to none.</param>
internal sealed class DeadlineStream(Socket socket, bool isTls) : Stream, ISendConnection
{
    private const int MostAtOnce = 16 * 1024;

    private readonly NetworkStream _inner = new(socket, ownsSocket: true);
    private readonly Lock _sending = new();
    private SendDeadline? _request;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => _inner.Read(buffer, offset, count);

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _inner.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        for (int end = offset + count; offset < end; offset += MostAtOnce)
        {
            EnsureMaySend();
            _inner.Write(buffer, offset, Math.Min(MostAtOnce, end - offset));
            EnsureWasPermitted();
        }
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length > MostAtOnce)
        {
            return WritePiecesAsync(buffer, cancellationToken);
        }

        EnsureMaySend();
        ValueTask written = _inner.WriteAsync(buffer, cancellationToken);
        if (!written.IsCompletedSuccessfully)
        {
            return FinishAsync(written);
        }

        EnsureWasPermitted();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Flush() => _inner.Flush();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask WritePiecesAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        while (buffer.Length > 0)
        {
            int length = Math.Min(MostAtOnce, buffer.Length);
            EnsureMaySend();
            await _inner.WriteAsync(buffer[..length], cancellationToken);
            EnsureWasPermitted();
            buffer = buffer[length..];
        }
    }

    private async ValueTask FinishAsync(ValueTask written)
    {
        await written;
        EnsureWasPermitted();
    }

    /// <inheritdoc/>
    public void EnsureDelivered(SendDeadline request)
    {
        lock (_sending)
        {
            // Another request that is sent here already has looked itself.
            if (ReferenceEquals(_request, request) && SendQueue.LengthOf(socket) > 0)
            {
                Reset();
            }
        }
    }

    /// <inheritdoc/>
    public void Reset(SendDeadline request)
    {
        lock (_sending)
        {
            if (ReferenceEquals(_request, request))
            {
                Reset();
            }
        }
    }

    private void Reset() => socket.Dispose();

    private void EnsureMaySend()
    {
        if (SendDeadline.Current is not { } deadline)
        {
            if (isTls && _request is null)
            {
                return;
            }

            throw ResetBecause("Bytes for the vendor belong to no permit.");
        }

        if (!ReferenceEquals(_request, deadline))
        {
            Begin(deadline);
        }

        if (deadline.HasPassed)
        {
            throw ResetBecause("The permit has expired.");
        }
    }

    private void EnsureWasPermitted()
    {
        if (SendDeadline.Current is { HasExpired: true } deadline)
        {
            deadline.NoteOverrun();
            throw ResetBecause("A write ended after its permit had expired.");
        }
    }

    private void Begin(SendDeadline deadline)
    {
        lock (_sending)
        {
            if (_request is not null && SendQueue.LengthOf(socket) > 0)
            {
                throw ResetBecause("Bytes of the request before are still on their way.");
            }

            _request = deadline;
        }

        deadline.Use(this);
    }

    private IOException ResetBecause(string why)
    {
        // Linger 0: the kernel drops what the vendor has not acknowledged yet.
        Reset();
        return new IOException(why);
    }
}
