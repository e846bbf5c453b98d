namespace HmisGateway.Bench.Load;

/// <summary>The bytes of one request, ready to send, with a field of fixed width that is different in every request.</summary>
internal sealed class RequestTemplate
{
    /// <summary>Width of the counter, in bytes.</summary>
    public const int CounterWidth = 8;

    // No digits and no vowels, so that the counter is neither a number nor a name to anything that looks for one.
    private static ReadOnlySpan<byte> Letters => "bcdfghjklmnpqrst"u8;

    private readonly byte[] bytes;
    private readonly int counterAt;

    /// <param name="head">Request line and headers, with the empty line.</param>
    /// <param name="body">The body. It or the head holds <paramref name="placeholder"/> once.</param>
    /// <param name="placeholder">What the counter replaces; <see cref="CounterWidth"/> bytes.</param>
    public RequestTemplate(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, ReadOnlySpan<byte> placeholder)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(placeholder.Length, CounterWidth);
        bytes = [.. head, .. body];
        counterAt = bytes.AsSpan().IndexOf(placeholder);
    }

    /// <summary>The request with the counter at <paramref name="number"/>; valid until the next call.</summary>
    public ReadOnlySpan<byte> Next(long number)
    {
        for (var i = CounterWidth - 1; i >= 0; i--)
        {
            bytes[counterAt + i] = Letters[(int)(number & 15)];
            number >>= 4;
        }

        return bytes;
    }
}
