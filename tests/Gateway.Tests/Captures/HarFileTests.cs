using System.Text;
using HmisGateway.Captures;
using HmisGateway.Hosting;

namespace HmisGateway.Tests.Captures;

/// <summary>Captured traffic is read as it was sent, and put to the vendor that it was sent to.</summary>
public sealed class HarFileTests
{
    [Fact]
    public async Task Method_target_headers_and_body_are_those_of_the_request_line_and_the_capture()
    {
        CapturedRequest request = (await ReadAsync(
            """
            { "method": "POST", "url": "HTTPS://Vendor.example:8443/v1/a%20b?x=1#part",
              "headers": [{ "name": ":path", "value": "/" }, { "name": "Host", "value": "h" }, { "name": "Content-Length", "value": "3" },
                          { "name": "content-type", "value": "application/json" }, { "name": "X-A", "value": "b" }],
              "postData": { "mimeType": "text/plain", "text": "{\"é\":1}" } }
            """)).ShouldHaveSingleItem();

        request.Method.ShouldBe("POST");
        request.Origin.ShouldBe("HTTPS://Vendor.example:8443");
        request.Target.ShouldBe("/v1/a%20b?x=1");
        request.Headers.ShouldBe([new("X-A", "b")]);
        request.ContentType.ShouldBe("application/json");
        Encoding.UTF8.GetString(request.Body).ShouldBe("""{"é":1}""");
        request.ToString().ShouldBe("0 POST");
    }

    [Theory]
    [InlineData("""{ "mimeType": "application/zip", "text": "UEsD/w==", "encoding": "base64" }""", "504B03FF")]
    [InlineData("""{ "mimeType": "application/x-www-form-urlencoded", "params": [{ "name": "client id", "value": "a&b" }, { "name": "x", "value": "ü" }] }""",
        "636C69656E742532306964 3D 61253236 62 26 783D2543332542 43")]
    [InlineData("""{ "mimeType": "application/json", "text": "" }""", "")]
    public async Task A_body_may_be_text_base64_or_the_fields_of_a_form(string postData, string expected) =>
        Convert.ToHexString((await ReadAsync($$"""{ "method": "POST", "url": "http://v/", "postData": {{postData}} }""")).ShouldHaveSingleItem().Body)
            .ShouldBe(expected.Replace(" ", "", StringComparison.Ordinal));

    [Theory]
    [InlineData("https://hmis.example/api/v1/clients/7?x=1", "gw.example", "/hmis/clients/7?x=1")]
    [InlineData("https://HMIS.example:443/api/v1", "gw.example", "/hmis/")]
    [InlineData("https://hmis.example/other", "localhost", "/other")]
    [InlineData("https://hmis.example/api/v1x", "localhost", "/api/v1x")]
    [InlineData("http://hmis.example/api/v1/clients", null, null)]
    [InlineData("https://fonts.example/api/v1/clients", null, null)]
    public async Task A_request_is_asked_of_the_gateway_as_the_vendor_is_configured_there(string url, string? host, string? target)
    {
        VendorOptions[] vendors =
        [
            new() { Name = "root", BaseAddress = "https://hmis.example/" },
            new() { Name = "hmis", BaseAddress = "https://hmis.example/api/v1", Host = "gw.example", PathPrefix = "/hmis" },
        ];
        CapturedRequest request = (await ReadAsync($$"""{ "method": "GET", "url": "{{url}}" }""")).ShouldHaveSingleItem();

        CaptureTarget.AtVendor(request, vendors).ShouldBe(host is null ? null : new CaptureTarget(host, target!));
    }

    private static async Task<IReadOnlyList<CapturedRequest>> ReadAsync(string request)
    {
        using MemoryStream file = new(Encoding.UTF8.GetBytes($$"""{ "log": { "entries": [{ "request": {{request}} }, { "request": null }] } }"""));
        return await HarFile.ReadAsync(file, TestContext.Current.CancellationToken);
    }
}
