using System.Text;
using Microsoft.Net.Http.Headers;

namespace HmisGateway.Hosting;

/// <summary>
/// Decodes the value of a header for Kestrel; one that is not plain becomes another text. So Kestrel answers a content length with a sign
/// with <c>400</c>, and does not tidy away what a <c>Connection</c> header names beside the options that Kestrel knows.
/// </summary>
internal sealed class StrictHeaderValue : Encoding
{
    private const int MaxLengthDigits = 18;
    private static readonly StrictHeaderValue ContentLength = new(IsLength, "");

    /// <summary>Kestrel puts its own word for a value in which it knows one option only; it leaves this one as it is.</summary>
    private static readonly StrictHeaderValue Connection = new(AreOptions, "close, keep-alive, ?");

    private readonly Func<ReadOnlySpan<byte>, bool> _isPlain;
    private readonly string _otherwise;

    private StrictHeaderValue(Func<ReadOnlySpan<byte>, bool> isPlain, string otherwise)
    {
        _isPlain = isPlain;
        _otherwise = otherwise;
    }

    /// <summary>How to decode the header <paramref name="name"/>; null for Kestrel's own way.</summary>
    public static Encoding? For(string name) =>
        name == HeaderNames.ContentLength ? ContentLength
        : name == HeaderNames.Connection ? Connection
        : null;

    /// <inheritdoc/>
    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        if (_isPlain(bytes))
        {
            return ASCII.GetChars(bytes, chars);
        }

        _otherwise.CopyTo(chars);
        return _otherwise.Length;
    }

    /// <inheritdoc/>
    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    /// <inheritdoc/>
    public override int GetCharCount(byte[] bytes, int index, int count) => _isPlain(bytes.AsSpan(index, count)) ? count : _otherwise.Length;

    /// <inheritdoc/>
    public override int GetMaxCharCount(int byteCount) => Math.Max(byteCount, _otherwise.Length);

    /// <inheritdoc/>
    public override int GetByteCount(char[] chars, int index, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int GetMaxByteCount(int charCount) => charCount;

    private static bool IsLength(ReadOnlySpan<byte> value) =>
        value.Length is >= 1 and <= MaxLengthDigits && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <summary>True when all options are about the connection itself: a header that is named there is dropped by one hop and used by another.</summary>
    private static bool AreOptions(ReadOnlySpan<byte> value)
    {
        foreach (Range range in value.Split((byte)','))
        {
            ReadOnlySpan<byte> option = value[range].Trim(" \t"u8);
            if (!Ascii.EqualsIgnoreCase(option, "close"u8)
                && !Ascii.EqualsIgnoreCase(option, "keep-alive"u8)
                && !Ascii.EqualsIgnoreCase(option, "upgrade"u8)
                && !Ascii.EqualsIgnoreCase(option, "te"u8))
            {
                return false;
            }
        }

        return true;
    }
}
