using System.IO.Compression;
using System.Text;
using HmisGateway.Pipeline.Receiving;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Tests.Pipeline;

public sealed class ContentDecoderTests
{
    private const int Limit = 4 * 1024 * 1024;
    private static readonly byte[] Plain = Encoding.UTF8.GetBytes("""{"client":{"first_name":"Ada"}}""");

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("br")]
    public void One_layer_is_taken_off(string encoding)
    {
        using CapturedBody body = Body(Compress(Plain, encoding));

        ContentDecoding.Decoded decoded = ContentDecoder.Decode(encoding, body, Limit).ShouldBeOfType<ContentDecoding.Decoded>();

        decoded.Body.Span.ToArray().ShouldBe(Plain);
        decoded.Body.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("identity")]
    public void Without_an_encoding_the_body_is_what_it_is(string encoding)
    {
        using CapturedBody body = Body(Plain);
        ContentDecoder.Decode(encoding, body, Limit).ShouldBeOfType<ContentDecoding.Identity>();
    }

    [Theory]
    [InlineData("deflate")]
    [InlineData("gzip, gzip")]
    [InlineData("gzip,br")]
    [InlineData("zstd")]
    [InlineData("x")]
    public void Anything_else_is_refused(string encoding) => Refuse(encoding, Plain, UnreadableReason.ContentEncoding);

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public void Bytes_behind_the_end_are_refused(string encoding) =>
        Refuse(encoding, [.. Compress(Plain, encoding), 0x7b, 0x7d], UnreadableReason.ContentEncoding);

    [Fact]
    public void A_second_gzip_member_is_refused() =>
        Refuse("gzip", [.. Compress(Plain, "gzip"), .. Compress(Plain, "gzip")], UnreadableReason.ContentEncoding);

    [Fact]
    public void An_empty_gzip_member_before_or_behind_another_is_refused()
    {
        byte[] empty = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] full = Compress(Plain, "gzip");
        Refuse("gzip", [.. empty, .. full], UnreadableReason.ContentEncoding);
        Refuse("gzip", [.. full, .. empty], UnreadableReason.ContentEncoding);
    }

    [Fact]
    public void Bytes_between_the_compressed_data_and_its_checksum_are_refused()
    {
        byte[] full = Compress(Plain, "gzip");
        Refuse("gzip", [.. full[..^8], 0, .. full[^8..]], UnreadableReason.ContentEncoding);
        Refuse("gzip", [.. full[..^8], .. full], UnreadableReason.ContentEncoding);
    }

    [Fact]
    public void A_gzip_header_may_have_all_its_fields()
    {
        byte[] full = Compress(Plain, "gzip");
        byte[] header = [.. full[..3], 0x1f, .. full[4..10], 3, 0, 1, 2, 3, .. "name\0"u8, .. "comment\0"u8, 7, 7];
        using CapturedBody body = Body([.. header, .. full[10..]]);
        ContentDecoding.Decoded decoded = ContentDecoder.Decode("gzip", body, Limit).ShouldBeOfType<ContentDecoding.Decoded>();
        decoded.Body.Span.ToArray().ShouldBe(Plain);
        decoded.Body.Dispose();
        for (int cut = 0; cut < header.Length; cut++)
        {
            Refuse("gzip", header[..cut], UnreadableReason.ContentEncoding);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public void A_body_that_is_cut_short_is_refused(string encoding) =>
        Refuse(encoding, Compress(Plain, encoding)[..^3], UnreadableReason.ContentEncoding);

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public void A_body_that_is_not_what_the_header_says_is_refused(string encoding) => Refuse(encoding, Plain, UnreadableReason.ContentEncoding);

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public void A_bomb_is_refused(string encoding) => Refuse(encoding, Compress(new byte[8 * 1024 * 1024], encoding), UnreadableReason.TooLarge);

    private static void Refuse(string encoding, byte[] bytes, UnreadableReason reason)
    {
        using CapturedBody body = Body(bytes);
        ContentDecoder.Decode(encoding, body, Limit).ShouldBe(new ContentDecoding.Refused(reason));
    }

    private static CapturedBody Body(byte[] bytes)
    {
        CapturedBody body = new();
        body.Append(bytes);
        return body;
    }

    private static byte[] Compress(byte[] plain, string encoding)
    {
        using MemoryStream target = new();
        using (Stream stream = encoding.Equals("br", StringComparison.Ordinal)
                   ? new BrotliStream(target, CompressionMode.Compress)
                   : new GZipStream(target, CompressionMode.Compress))
        {
            stream.Write(plain);
        }

        return target.ToArray();
    }
}
