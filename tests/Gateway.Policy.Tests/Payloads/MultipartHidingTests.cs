using System.Text;
using CsCheck;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace HmisGateway.Policy.Tests.Payloads;

/// <summary>Ways to name a client in a multipart form so that a careless reader overlooks it. Each is found, or the form is refused.</summary>
public sealed class MultipartHidingTests
{
    private const string Type = "multipart/form-data; boundary=b";

    private static readonly VendorProfile s_profile = The.Profile("""
        { "name": "file", "method": "POST", "path": "/files", "body": "multipart", "operation": "create", "kind": "attachment",
          "parts": { "file": "file", "about": "json" },
          "select": [{ "json": "/client_id", "scheme": "vendor" }, { "json": "/client[id]", "scheme": "vendor" }, { "json": "/about/client/id", "scheme": "vendor" }],
          "identity": { "firstName": "/first", "lastName": "/last" }, "lock": [{ "json": "/private", "values": ["1"] }] }
        """);

    /// <summary>Every header and content is written so that <c>~</c> stands for 3 (No Sharing) in one twin and for 7 (Full) in the other.</summary>
    public static TheoryData<string> Found => new(
        One("Content-Disposition: form-data; name=\"client_id\"", "100~"),
        One("content-disposition: FORM-DATA; NAME=\"client_id\"", "100~"),
        One("Content-Disposition: form-data; name=client_id", "100~"),
        One("Content-Disposition:form-data;name=\"client_id\"", "100~"),
        One("Content-Disposition: form-data; name=\"Client_ID\"", "100~"),
        One("Content-Disposition: form-data; name=\"client.id\"", "100~"),
        One("Content-Disposition: form-data; name=\"client id\"", "100~"),
        One("Content-Disposition: form-data; name=\"client[id]\"", "100~"),
        One("Content-Disposition: form-data; name=\"\uFF43lient_id\"", "100~"),
        One("Content-Type: text/plain\r\nContent-Disposition: form-data; name=\"client_id\"", "100~"),
        One("Content-Disposition: form-data; name=\"client_id\"\r\nContent-Type: text/plain; charset=UTF-8", "100~"),
        One("Content-Disposition: form-data; name=\"client_id\"\r\nContent-Transfer-Encoding: 8BIT\r\nContent-Length: 4", "100~"),
        One("Content-Disposition: form-data; name=\"about\"\r\nContent-Type: application/json", "{\"client\":{\"id\":100~}}"),
        One("Content-Disposition: form-data; name=\"about\"; filename=\"blob\"\r\nContent-Type: application/json", "{\"client\":{\"\\u0069d\":\"\\u003100~\"}}"),
        One("Content-Disposition: form-data; name=\"About\"", "{\"client\":{\"id\":\"100~\"}}"),
        Field("note", "saw 1001") + Field("client_id", "100~") + "--b--\r\n",
        Field("note", "--c\r\nContent-Disposition: form-data; name=\"client_id\"\r\n\r\n1001") + Field("client_id", "100~") + "--b--",
        Field("file\"; filename=\"a.png", "\u0001") + Field("client_id", "100~") + "--b--");

    public static TheoryData<string> Refused => new(
        // Around the parts.
        "x" + Field("client_id", "1001") + "--b--",
        "\r\n" + Field("client_id", "1001") + "--b--",
        "--c\r\n" + Field("client_id", "1001") + "--b--",
        Field("client_id", "1001") + "--b--x",
        Field("client_id", "1001") + "--b--\r\n\r\n",
        Field("client_id", "1001") + "--b--\r\n" + Field("client_id", "1003") + "--b--",
        Field("client_id", "1001") + "--b-- \r\n",
        Field("client_id", "1001"),
        Field("client_id", "1001") + "--b",
        Field("client_id", "1001") + "--b-",
        Field("client_id", "1001") + "--bc--",
        "--b--",
        "--b \r\nContent-Disposition: form-data; name=\"client_id\"\r\n\r\n1001\r\n--b--",
        "--b\nContent-Disposition: form-data; name=\"client_id\"\n\n1001\n--b--",
        Field("client_id", "1001\n--b\nContent-Disposition: form-data; name=\"client_id\"\n\n1003") + "--b--",
        Field("note", "x--b") + "--b--",
        Field("note", "\r--b\r") + "--b--",

        // The same field twice.
        Field("client_id", "1001") + Field("client_id", "1003") + "--b--",
        Field("client_id", "1001") + Field("Client_Id", "1003") + "--b--",
        Field("client_id", "1001") + Field("client.id", "1003") + "--b--",
        Field("client_id", "1001") + Field("client_id\"; filename=\"a", "1003") + "--b--",
        Field("ids[]", "1001") + Field("ids[]", "1003") + "--b--",

        // Part headers.
        One("Content-Disposition: form-data; name=\"client_id\"\r\nContent-Disposition: form-data; name=\"note\"", "1001"),
        One("Content-Disposition: form-data; name=\"client_id\"; name=\"note\"", "1001"),
        One("Content-Disposition: form-data; name=\"client_id\"; NAME=\"note\"", "1001"),
        One("Content-Disposition: form-data; name=\"client_id\"\r\nContent-Type: text/plain\r\nContent-Type: text/plain", "1001"),
        One("Content-Disposition: form-data; name=\"note\"; name*=utf-8''client_id", "1003"),
        One("Content-Disposition: form-data; name*=utf-8''client_id", "1003"),
        One("Content-Disposition: form-data; name*0=\"client\"; name*1=\"_id\"", "1003"),
        One("Content-Disposition: form-data; name=\"=?utf-8?B?Y2xpZW50X2lk?=\"", "1003"),
        One("Content-Disposition: form-data; name=\"=?utf-8?Q?client=5Fid?=\"", "1003"),
        One("Content-Disposition: form-data; name=\"client%5Fid\"", "1003"),
        One("Content-Disposition: form-data; name=\"client\\_id\"", "1003"),
        One("Content-Disposition: form-data; name=\" client_id\"", "1003"),
        One("Content-Disposition: form-data; name=\"client_id \"", "1003"),
        One("Content-Disposition: form-data; name=\"client\u200B_id\"", "1003"),
        One("Content-Disposition: form-data; name=\"client\0_id\"", "1003"),
        One("Content-Disposition: form-data; name=\"\"", "1003"),
        One("Content-Disposition: form-data; name=", "1003"),
        One("Content-Disposition: form-data; name = \"client_id\"", "1003"),
        One("Content-Disposition: form-data; name=\"client_id\";", "1003"),
        One("Content-Disposition: form-data; name=\"client_id", "1003"),
        One("Content-Disposition: form-data; name='client_id'; x=1", "1003"),
        One("Content-Disposition: form-data", "1003"),
        One("Content-Disposition: attachment; name=\"client_id\"", "1003"),
        One("Content-Disposition: form-data;\r\n name=\"client_id\"", "1003"),
        One("Content-Disposition: form-data;\r\n\tname=\"client_id\"", "1003"),
        One("Content-Disposition : form-data; name=\"client_id\"", "1003"),
        One("Content_Disposition: form-data; name=\"client_id\"", "1003"),
        One("Content-Disposition: form-data; name=\"client_id\"\nX-Y: z", "1003"),
        One("Content-Disposition: form-data; name=\"client_id\"\rX-Y: z", "1003"),
        One("Content-Disposition: form-data; name=\"client_id\"\r\nX-Y: z", "1003"),
        One("Content-Disposition: form-data; name=\"client_id\"\r\nContent-Length: 3", "1003"),
        One("Content-Disposition: form-data; name=\"client_id\"\r\nContent-Encoding: gzip", "1003"),
        One("Content-Type: text/plain", "1003"),
        One("", "1003"),
        "--b\r\n\r\n1003\r\n--b--",

        // What is in a part.
        One("Content-Disposition: form-data; name=\"client_id\"\r\nContent-Transfer-Encoding: base64", "MTAwMw=="),
        One("Content-Disposition: form-data; name=\"client_id\"\r\nContent-Transfer-Encoding: quoted-printable", "=31003"),
        One("Content-Disposition: form-data; name=\"client_id\"\r\nContent-Type: text/plain; charset=utf-16", "1003"),
        One("Content-Disposition: form-data; name=\"client_id\"\r\nContent-Type: text/plain; charset=utf-7", "+ADEAMAAwADM-"),
        One("Content-Disposition: form-data; name=\"client_id\"\r\nContent-Type: text/plain; charset=utf-8; charset=utf-7", "1003"),
        One("Content-Disposition: form-data; name=\"client\"\r\nContent-Type: application/json", "{\"id\":1003}"),
        One("Content-Disposition: form-data; name=\"x\"\r\nContent-Type: multipart/mixed; boundary=c", "--c\r\nContent-Disposition: attachment; filename=a\r\n\r\n1003\r\n--c--"),
        One("Content-Disposition: form-data; name=\"file\"\r\nContent-Type: multipart/form-data", "x"),
        One("Content-Disposition: form-data; name=\"file\"\r\nContent-Type: message/rfc822", "Subject: x"),
        One("Content-Disposition: form-data; name=\"about\"\r\nContent-Type: application/xml", "<client><id>1003</id></client>"),
        One("Content-Disposition: form-data; name=\"about\"", "{\"client\":{\"id\":1001}} "[..^2]),
        One("Content-Disposition: form-data; name=\"about\"", "{\"client\":{\"id\":1001}},\"client_id\":1003"),
        One("Content-Disposition: form-data; name=\"about\"", "{\"client\":{\"id\":1001,\"ID\":1003}}"),
        One("Content-Disposition: form-data; name=\"about\"", "{\"client\":[{\"id\":1003}]}"),
        One("Content-Disposition: form-data; name=\"about\"", ""),
        One("Content-Disposition: form-data; name=\"client_id\"", "1003\n"),
        One("Content-Disposition: form-data; name=\"client_id\"", " 1003"),
        One("Content-Disposition: form-data; name=\"note\"", "a\0b"),

        // Files and fields that change how the rest is taken.
        One("Content-Disposition: form-data; name=\"other\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf", "%PDF"),
        One("Content-Disposition: form-data; name=\"file\"; filename=\"a\"; filename*=utf-8''b", "x"),
        One("Content-Disposition: form-data; name=\"file\"; filename*=utf-8''a", "x"),
        One("Content-Disposition: form-data; name=\"file\"; filename=\"a%22\"", "x"),
        One("Content-Disposition: form-data; name=\"file\"; filename=\"=?utf-8?B?YQ==?=\"", "x"),
        One("Content-Disposition: form-data; name=\"file\"; filename=\"C:\\a.png\"", "x"),
        One("Content-Disposition: form-data; name=\"file\"; filename=\"a\"; filename=\"b\"", "x"),
        One("Content-Disposition: form-data; name=\"file\"; filename=\"a.xml\"\r\nContent-Type: text/xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"),
        One("Content-Disposition: form-data; name=\"file\"; filename=\"a.json\"\r\nContent-Type: application/json", "{\"a\":1,\"a\":2}"),
        One("Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain", "a\0b"),
        Field("_charset_", "utf-7") + Field("client_id", "1001") + "--b--",
        Field("_method", "DELETE") + Field("client_id", "1001") + "--b--");

    [Theory]
    [MemberData(nameof(Found))]
    public async Task A_client_is_found_however_the_part_is_written(string body)
    {
        foreach ((char digit, string id) in new[] { ('3', "1003"), ('7', "1007") })
        {
            string twin = body.Replace('~', digit);
            PayloadReading.Readable reading = ReadBody(twin).ShouldBeOfType<PayloadReading.Readable>();

            reading.Records.ShouldHaveSingleItem().References.ShouldContain(reference => reference.Value == id);
            (await PartsAsync(reading.Rebuilt!.ContentType, reading.Rebuilt.Body.ToArray())).ShouldBe(await PartsAsync(Type, Encoding.UTF8.GetBytes(twin)));
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_readers_could_take_differently_is_refused(string body) => ReadBody(body).ShouldBeOfType<PayloadReading.Unreadable>();

    [Theory]
    [InlineData("multipart/form-data; boundary=b", true)]
    [InlineData("Multipart/Form-Data;boundary=\"b\"", true)]
    [InlineData("multipart/form-data; boundary=b; charset=utf-8", true)]
    [InlineData("multipart/form-data; BOUNDARY=b", true)]
    [InlineData("multipart/form-data", false)]
    [InlineData("multipart/form-data; boundary=", false)]
    [InlineData("multipart/form-data; boundary=\"\"", false)]
    [InlineData("multipart/form-data; boundary=b; boundary=c", false)]
    [InlineData("multipart/form-data; boundary=c; Boundary=b", false)]
    [InlineData("multipart/form-data; boundary*=utf-8''b", false)]
    [InlineData("multipart/form-data; boundary*0=b", false)]
    [InlineData("multipart/form-data; boundary=b; boundary*=utf-8''c", false)]
    [InlineData("multipart/form-data; boundary=b; x=y", false)]
    [InlineData("multipart/form-data; boundary=b; charset=utf-7", false)]
    [InlineData("multipart/form-data; boundary=b;", false)]
    [InlineData("multipart/form-data; boundary= b", false)]
    [InlineData("multipart/form-data; boundary=\"b", false)]
    [InlineData("multipart/form-data; boundary=\"\\b\"", false)]
    [InlineData("multipart/form-data, boundary=b", false)]
    [InlineData("multipart/mixed; boundary=b", false)]
    [InlineData("multipart/related; boundary=b", false)]
    public void Only_one_plain_boundary_counts(string contentType, bool isRead)
    {
        bool isReadable = s_profile.Classify("POST", The.Target("/files"), contentType, hasBody: true) is RouteClassification.Matched match
            && RequestReader.Read(match, The.Target("/files"), static _ => null, Encoding.UTF8.GetBytes(Field("client_id", "1001") + "--b--")) is PayloadReading.Readable;

        isReadable.ShouldBe(isRead);
    }

    [Theory]
    [InlineData("'()+_,./:=?-", true)]
    [InlineData("a b", false)]
    [InlineData("a*b", false)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789", true)]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234567890", false)]
    public void A_boundary_has_the_characters_of_the_standard(string boundary, bool isRead)
    {
        string body = (Field("client_id", "1001") + "--b--").Replace("--b", "--" + boundary, StringComparison.Ordinal);

        (Read.RequestOf($"multipart/form-data; boundary=\"{boundary}\"", s_profile, "POST", "/files", Encoding.UTF8.GetBytes(body)) is PayloadReading.Readable).ShouldBe(isRead);
    }

    [Fact]
    public void It_is_rebuilt_with_a_boundary_of_its_own_that_nobody_can_know()
    {
        string body = Field("client_id", "1001") + Field("note", "hmis-gateway-0123") + "--b--";
        RebuiltBody[] rebuilt = [.. Enumerable.Range(0, 20).Select(_ => ReadBody(body).ShouldBeOfType<PayloadReading.Readable>().Rebuilt!)];

        rebuilt.Select(static one => one.ContentType).Distinct().Count().ShouldBe(rebuilt.Length);
        foreach (RebuiltBody one in rebuilt)
        {
            one.ContentType.ShouldStartWith("multipart/form-data; boundary=hmis-gateway-");
            one.ToString().ShouldNotContain("1001");
        }
    }

    [Fact]
    public Task Any_content_comes_through_the_rebuilding() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.String[Gen.Char[' ', '\uD7FF'], 0, 20], Gen.Int[0, 5]).SampleAsync(async (bytes, text, delimiters) =>
        {
            byte[] content = [.. bytes, .. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("\r\n--\r\n-b", delimiters)))];
            byte[] body =
            [
                .. Encoding.UTF8.GetBytes(Field("client_id", "1001") + Field("note", text.Replace("--b", "", StringComparison.Ordinal))),
                .. "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n"u8, .. content, .. "\r\n--b--"u8,
            ];
            PayloadReading reading = Read.RequestOf(Type, s_profile, "POST", "/files", body);
            if (content.AsSpan().IndexOf("--b"u8) >= 0)
            {
                return reading is PayloadReading.Unreadable;
            }

            RebuiltBody rebuilt = ((PayloadReading.Readable)reading).Rebuilt!;
            return (await PartsAsync(rebuilt.ContentType, rebuilt.Body.ToArray())).SequenceEqual(await PartsAsync(Type, body))
                && rebuilt.Body.Span.IndexOf(content) >= 0;
        }, seed: "0000KOIvqYj5", iter: 300);

    [Fact]
    public async Task The_file_name_of_a_client_library_that_writes_it_twice_is_taken()
    {
        string body = One("Content-Disposition: form-data; name=file; filename=a.png; filename*=utf-8''a.png\r\nContent-Type: image/png", "\u0001") + "";

        PayloadReading.Readable reading = ReadBody(body).ShouldBeOfType<PayloadReading.Readable>();

        reading.HasOpaque.ShouldBeTrue();
        (await PartsAsync(reading.Rebuilt!.ContentType, reading.Rebuilt.Body.ToArray())).ShouldBe(["file|a.png|image/png|\u0001"]);
    }

    [Theory]
    [InlineData("name=\"note\"", "saw 219-09-9999")]
    [InlineData("name=\"note 219-09-9999\"", "x")]
    [InlineData("name=\"file\"; filename=\"219-09-9999.png\"", "\u0001")]
    [InlineData("name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain", "saw 219-09-9999")]
    [InlineData("name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv", "id,ssn\r\n1,219-09-9999\r\n")]
    [InlineData("name=\"file\"; filename=\"a.bin\"\r\nContent-Type: application/octet-stream", "saw 219-09-9999")]
    [InlineData("name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png", "219099999")]
    [InlineData("name=\"file\"; filename=\"a\"", "219099999")]
    [InlineData("name=\"file\"; filename=\"a.json\"\r\nContent-Type: application/json", "{\"a\":\"\\u00319-09-9999\",\"b\":\"219\\u002D09-9999\"}")]
    [InlineData("name=\"file\"; filename=\"a\"\r\nContent-Type: text/plain", "[\"219\\u002d09\\u002d9999\"]")]
    [InlineData("name=\"file\"; filename=\"a.xml\"\r\nContent-Type: application/xml", "<a>219&#45;09<!-- -->-9999</a>")]
    [InlineData("name=\"about\"; filename=\"219-09-9999\"", "{}")]
    [InlineData("name=\"about\"", "{\"text\":\"219-09-9999\"}")]
    public void Whom_any_text_mentions_is_found(string disposition, string content) =>
        new Sweep().Identity(ssn: "219-09-9999")
            .InRequestOf(Type, s_profile, "POST", "/files", Encoding.UTF8.GetBytes(One("Content-Disposition: form-data; " + disposition, content)))
            .ShouldBe(MentionKind.Identifier);

    [Theory]
    [InlineData("image/png", "\u0001\u0002", true)]
    [InlineData("application/pdf", "%PDF-1.7\0", true)]
    [InlineData("application/octet-stream", "plain text", false)]
    [InlineData("text/plain", "plain text", false)]
    public void Bytes_that_are_no_text_are_said_to_be_there(string type, string content, bool hasOpaque) =>
        ReadBody(One($"Content-Disposition: form-data; name=\"file\"; filename=\"a\"\r\nContent-Type: {type}", content))
            .ShouldBeOfType<PayloadReading.Readable>().HasOpaque.ShouldBe(hasOpaque);

    [Fact]
    public void Identity_and_lock_are_found()
    {
        PayloadRecord record = ReadBody(Field("client_id", "1001") + Field("first", "Ada") + Field("last", "Quill") + Field("private", "1") + "--b--").Record();

        record.IsLocked.ShouldBeTrue();
        record.Identity!.FullName.ShouldNotBeNull();
    }

    private static string Field(string name, string value) => $"--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n";

    private static string One(string headers, string content) => $"--b\r\n{headers}\r\n\r\n{content}\r\n--b--\r\n";

    private static PayloadReading ReadBody(string body) => Read.RequestOf(Type, s_profile, "POST", "/files", Encoding.UTF8.GetBytes(body));

    /// <summary>What another parser finds: name, file name, type and content of each part.</summary>
    private static async Task<List<string>> PartsAsync(string contentType, byte[] body)
    {
        string boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(contentType).Boundary).ToString();
        MultipartReader reader = new(boundary, new MemoryStream(body));
        List<string> parts = [];
        while (await reader.ReadNextSectionAsync(TestContext.Current.CancellationToken) is { } section)
        {
            ContentDispositionHeaderValue disposition = ContentDispositionHeaderValue.Parse(section.ContentDisposition);
            using StreamReader content = new(section.Body, Encoding.UTF8);
            string type = section.ContentType is { } stated ? MediaTypeHeaderValue.Parse(stated).MediaType.ToString() : "";
            parts.Add($"{HeaderUtilities.RemoveQuotes(disposition.Name)}|{HeaderUtilities.RemoveQuotes(disposition.FileName)}|{type}|{await content.ReadToEndAsync(TestContext.Current.CancellationToken)}");
        }

        return parts;
    }
}
