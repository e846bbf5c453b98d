using System.Text;
using CsCheck;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace HmisGateway.Policy.Tests.Payloads;

/// <summary>Ways to name a client in a form so that a careless reader overlooks it. Each is found, or the form is refused.</summary>
public sealed class FormHidingTests
{
    private static readonly VendorProfile s_profile = The.Profile("""
        { "name": "note", "method": "POST", "path": "/notes", "body": "form", "operation": "create", "kind": "note",
          "select": [{ "json": "/client_id", "scheme": "vendor" }, { "json": "/client[id]", "scheme": "vendor" }],
          "identity": { "firstName": "/first", "lastName": "/last" }, "lock": [{ "json": "/private", "values": ["1"] }] }
        """);

    [Theory]
    [InlineData("client_id=100~")]
    [InlineData("note=a+b%20c&client_id=100~&x=")]
    [InlineData("client%5Fid=100~")]
    [InlineData("client%5fid=100~")]
    [InlineData("%63lient_id=100~")]
    [InlineData("CLIENT_ID=100~")]
    [InlineData("client_id=%3100~")]
    [InlineData("client_id=%31%30%30%3~")]
    [InlineData("client%5Bid%5D=100~")]
    [InlineData("client[id]=100~")]
    [InlineData("client.id=100~")]
    [InlineData("client+id=100~")]
    [InlineData("client_id=1001&client%5bid%5d=100~")]
    [InlineData("note=x%3Dy%26client_id%3D1001&client_id=100~")]
    public void A_client_is_found_however_the_field_is_written(string form)
    {
        Read.Request(s_profile, "POST", "/notes", form.Replace('~', '3')).Record().References.ShouldContain(static reference => reference.Value == "1003");
        Read.Request(s_profile, "POST", "/notes", form.Replace('~', '7'))
            .Record().References.ShouldContain(static reference => reference.Value == "1007");
    }

    [Theory]
    [InlineData("client_id=1001&client_id=1003")]
    [InlineData("client_id=1001&Client_ID=1003")]
    [InlineData("client_id=1001&client%5Fid=1003")]
    [InlineData("client_id=1001;client_id=1003")]
    [InlineData("client_id=1001&&note=x")]
    [InlineData("&client_id=1001")]
    [InlineData("client_id=1001&")]
    [InlineData("client_id")]
    [InlineData("client_id=1001&=1003")]
    [InlineData("client_id=1001&note")]
    [InlineData("client_id[]=1001&client_id[]=1003")]
    [InlineData("client_id=1001&ids[]=1003")]
    [InlineData("client_id=1001&ids[][id]=1003")]
    [InlineData("client[id=1003")]
    [InlineData("client[id]x=1003")]
    [InlineData("client[[id]]=1003")]
    [InlineData("client]id=1003")]
    [InlineData("[client_id]=1003")]
    [InlineData("+client_id=1003")]
    [InlineData("client_id+=1003")]
    [InlineData("client_id=1001&client.id=1003")]
    [InlineData("client_id=100%3")]
    [InlineData("client_id=100%")]
    [InlineData("client_id=1001&note=%zz")]
    [InlineData("client_id=1001&note=%u0031")]
    [InlineData("client_id=1001&note=%C0%B1")]
    [InlineData("client_id=1001&note=%ED%A0%80")]
    [InlineData("client_id=1001&note=%FF")]
    [InlineData("client_id=1001&note=%00")]
    [InlineData("client_id=1001&note=\u00E9")]
    [InlineData("client_id=1001\r\n")]
    [InlineData("client_id=1001&note=a b")]
    [InlineData("_charset_=utf-7&client_id=1001")]
    [InlineData("_method=DELETE&client_id=1001")]
    [InlineData("client_id=+1003")]
    [InlineData("client_id=1003%20")]
    [InlineData("client_id=1003.0%2F")]
    public void What_servers_could_read_differently_is_refused(string form) =>
        Read.Request(s_profile, "POST", "/notes", form).ShouldBeOfType<PayloadReading.Unreadable>();

    [Theory]
    [InlineData("client_id=1001&note=a+b%20c&x=", "client_id=1001&note=a+b+c&x=")]
    [InlineData("x=&note=%7e%2f&%63lient_id=1001", "x=&note=%7E%2F&client_id=1001")]
    [InlineData("client[id]=1001&a=%26%3d%2B&caf%c3%a9=%E2%82%ac*-._'", "client%5Bid%5D=1001&a=%26%3D%2B&caf%C3%A9=%E2%82%AC*-._%27")]
    public async Task It_is_forwarded_in_its_one_spelling_with_the_same_fields(string form, string rebuilt)
    {
        RebuiltBody body = Read.Request(s_profile, "POST", "/notes", form).ShouldBeOfType<PayloadReading.Readable>().Rebuilt.ShouldNotBeNull();

        Encoding.ASCII.GetString(body.Body.Span).ShouldBe(rebuilt);
        body.ContentType.ShouldBe("application/x-www-form-urlencoded");
        using FormReader theirs = new(form);
        using FormReader ours = new(rebuilt);
        (await ours.ReadFormAsync(TestContext.Current.CancellationToken)).ShouldBe(await theirs.ReadFormAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Any_text_comes_through_the_rebuilding() =>
        Gen.Select(Gen.String[Gen.Char[' ', '\uD7FF'], 0, 20], Gen.String[Gen.Char[' ', '\uD7FF'], 0, 20]).Sample((first, second) =>
        {
            string form = $"client_id=1001&a={Uri.EscapeDataString(first)}&b={Uri.EscapeDataString(second)}";
            RebuiltBody body = Read.Request(s_profile, "POST", "/notes", form).ShouldBeOfType<PayloadReading.Readable>().Rebuilt!;
            using FormReader reader = new(Encoding.ASCII.GetString(body.Body.Span));
            Dictionary<string, StringValues> fields = reader.ReadForm();
            return fields["a"] == first && fields["b"] == second && fields["client_id"] == "1001" && fields.Count == 3;
        }, seed: "0000KOIvqYj5");

    [Fact]
    public void Identity_lock_and_mentions_are_found()
    {
        PayloadRecord record = Read.Request(s_profile, "POST", "/notes", "client_id=1001&first=Ada&last=Quill&private=1").Record();
        record.IsLocked.ShouldBeTrue();
        record.Identity!.FullName.ShouldNotBeNull();

        new Sweep().Identity(ssn: "219-09-9999").InRequest(s_profile, "POST", "/notes", "client_id=1001&note=219%2D09%2D9999").ShouldBe(MentionKind.Identifier);
        new Sweep().Identity("Ann", "Lee").InRequest(s_profile, "POST", "/notes", "client_id=1001&note=saw+Ann+Lee").ShouldBe(MentionKind.Name);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", true)]
    [InlineData("application/x-www-form-urlencoded; charset=UTF-8", true)]
    [InlineData("application/json", false)]
    [InlineData("multipart/form-data; boundary=x", false)]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", false)]
    public void A_form_has_its_one_content_type(string contentType, bool isCovered) =>
        (s_profile.Classify("POST", The.Target("/notes"), contentType, hasBody: true) is RouteClassification.Matched).ShouldBe(isCovered);
}
