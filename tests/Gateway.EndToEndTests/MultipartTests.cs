using System.Text;
using HmisGateway.EndToEndTests.Harness;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace HmisGateway.EndToEndTests;

/// <summary>Files and fields in parts, as agency systems upload them: what is sent is rebuilt, what is kept is what came.</summary>
public sealed class MultipartTests : IAsyncLifetime
{
    private const string Type = "multipart/form-data; boundary=----agency";

    private readonly GatewayBeforeVendor _gateway = new();

    public async ValueTask InitializeAsync()
    {
        await _gateway.InitializeAsync();
        await _gateway.RecordAsync("full-1", "full", "1001");
        await _gateway.RecordAsync("none-1", "none", "1003");
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_photo_of_a_full_client_arrives_rebuilt_with_the_same_parts()
    {
        byte[] body = Photo(("name=\"title\"", "at the door"), ("name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png", "\u0089PNG\r\n\u001A\n\0\r\n----agency\r\n"));

        (await SendAsync("1001", body)).Status.ShouldBe(200);

        (string head, byte[] arrived) = _gateway.Vendor.SingleRequest();
        string type = head.Split("\r\n").Single(static line => line.StartsWith("Content-Type: ", StringComparison.Ordinal))["Content-Type: ".Length..];
        type.ShouldStartWith("multipart/form-data; boundary=hmis-gateway-");
        arrived.AsSpan().IndexOf("------agency"u8).ShouldBe(-1);
        List<string> parts = await PartsAsync(type, arrived);
        parts.ShouldBe(await PartsAsync(Type, body));
        parts.ShouldBe(["form-data; name=\"title\"||at the door", "form-data; name=\"file\"; filename=\"a.png\"|image/png|\u0089PNG\r\n\u001A\n\0\r\n----agency\r\n"]);
    }

    [Fact]
    public async Task A_photo_of_a_no_sharing_client_stays_here_as_it_came()
    {
        foreach ((string client, byte[] body, string code) in ((string, byte[], string)[])
                 [
                     ("1003", Photo(("name=\"file\"; filename=\"a.png\"", "\u0001")), "no_sharing"),
                     ("1001", Photo(("name=\"ref_client\"", "1003"), ("name=\"file\"; filename=\"a.png\"", "\u0001")), "no_sharing"),
                     ("7777", Photo(("name=\"file\"; filename=\"a.png\"", "\u0001")), "consent_not_confirmed"),
                     ("1001", [.. Photo(("name=\"file\"; filename=\"a.png\"", "\u0001")), .. Photo(("name=\"ref_client\"", "1003"))], "payload_unreadable"),
                     ("1001", Photo(("name=\"file\"; filename=\"a.png\"", "\u0001"), ("name=\"other\"; filename=\"b.png\"", "\u0001")), "payload_unreadable"),
                 ])
        {
            Answer answer = await SendAsync(client, body);

            (answer.Status, answer.Code).ShouldBe((403, code), answer.Text);
            (await _gateway.ReadBackAsync(answer.Receipt)).ShouldBe(body);
            (await _gateway.ShowAsync(answer.Receipt))["bytes"]!.GetValue<int>().ShouldBe(body.Length);
        }

        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_text_file_that_mentions_a_no_sharing_client_stays_here()
    {
        (await _gateway.SendAsync("PUT", "/_gateway/v1/clients/none-2/roi", """{"choice":"none","signedOn":"2026-01-10","identity":{"firstName":"Ada","lastName":"Quill","ssn":"219-09-9999"}}"""))
            .Status.ShouldBe(200);

        Answer answer = await SendAsync("1001", Photo(("name=\"file\"; filename=\"list.csv\"\r\nContent-Type: text/csv", "name,ssn\r\nx,219099999\r\n")));

        (answer.Status, answer.Code).ShouldBe((403, "mentions_protected_client"), answer.Text);
        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_photo_that_was_kept_is_sent_rebuilt_later_and_the_same_one_joins_it_before()
    {
        byte[] body = Photo(("name=\"file\"; filename=\"a.png\"", "\u0001"));
        string receipt = (await SendAsync("1005", body)).Receipt;
        (await SendAsync("1005", body)).Receipt.ShouldBe(receipt);
        await _gateway.RecordAsync("full-5", "full", "1005");

        (await SendAsync("1005", body)).Status.ShouldBe(200);

        (await _gateway.ShowAsync(receipt))["status"]!.GetValue<string>().ShouldBe("sent_later");
        (await _gateway.ReadBackAsync(receipt)).ShouldBe(body);
        _gateway.Vendor.Text.ShouldNotContain("----agency");
    }

    private Task<Answer> SendAsync(string client, byte[] body) => _gateway.SendBytesAsync("POST", $"/clients/{client}/photo/upload", body, Type);

    private static byte[] Photo(params (string Disposition, string Content)[] parts) =>
        Encoding.Latin1.GetBytes(string.Concat(parts.Select(static part => $"------agency\r\nContent-Disposition: form-data; {part.Disposition}\r\n\r\n{part.Content}\r\n")) + "------agency--\r\n");

    /// <summary>What the platform's parser finds, which is not the gateway's.</summary>
    private static async Task<List<string>> PartsAsync(string contentType, byte[] body)
    {
        MultipartReader reader = new(HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(contentType).Boundary).ToString(), new MemoryStream(body));
        List<string> parts = [];
        while (await reader.ReadNextSectionAsync(TestContext.Current.CancellationToken) is { } section)
        {
            using StreamReader content = new(section.Body, Encoding.Latin1);
            parts.Add($"{section.ContentDisposition}|{section.ContentType}|{await content.ReadToEndAsync(TestContext.Current.CancellationToken)}");
        }

        return parts;
    }
}
