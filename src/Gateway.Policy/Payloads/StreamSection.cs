namespace HmisGateway.Policy.Payloads;

/// <summary>A part of a stream that can seek, as a stream of its own.</summary>
public sealed class StreamSection : ReadStream
{
    private readonly Stream _whole;
    private readonly long _start;
    private readonly long _length;
    private readonly bool _ownsWhole;

    /// <summary>Creates it.</summary>
    /// <param name="whole">The stream; this alone reads it.</param>
    /// <param name="start">Where the part begins.</param>
    /// <param name="length">How many bytes it has.</param>
    /// <param name="ownsWhole">Whether to dispose the stream with this.</param>
    public StreamSection(Stream whole, long start, long length, bool ownsWhole)
    {
        (_whole, _start, _length, _ownsWhole) = (whole, start, length, ownsWhole);
    }

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override long Length => _length;

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int wanted = (int)Math.Clamp(_length - Position, 0, buffer.Length);
        if (wanted == 0)
        {
            return 0;
        }

        _whole.Position = _start + Position;
        int read = _whole.Read(buffer[..wanted]);
        Position += read;
        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _ownsWhole)
        {
            _whole.Dispose();
        }

        base.Dispose(disposing);
    }
}
