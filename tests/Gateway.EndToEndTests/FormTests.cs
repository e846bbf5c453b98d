using System.Text;
using HmisGateway.EndToEndTests.Harness;
using Microsoft.AspNetCore.WebUtilities;

namespace HmisGateway.EndToEndTests;

/// <summary>An agency system that posts forms: what is sent is rebuilt, what is kept is what came.</summary>
public sealed class FormTests : IAsyncLifetime
{
    private const string FormType = "application/x-www-form-urlencoded";

    private const string Profile = """
        {
          "name": "forms",
          "rules": [
            { "name": "create-note", "method": "POST", "path": "/notes", "body": "form", "operation": "create", "kind": "note",
              "select": [{ "json": "/client", "scheme": "vendor" }], "learn": [{ "json": "/id", "scheme": "record" }] }
          ]
        }
        """;

    private readonly GatewayBeforeVendor _gateway = new();

    public async ValueTask InitializeAsync()
    {
        _gateway.UseProfile("forms", Profile);
        await _gateway.InitializeAsync();
        await _gateway.RecordAsync("full-1", "full", "1001");
        await _gateway.RecordAsync("none-1", "none", "1003");
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_form_about_a_full_client_arrives_rebuilt_with_the_same_fields()
    {
        const string Form = "%63lient=1001&note=a%20b+c%7e&empty=";

        (await SendAsync(Form)).Status.ShouldBe(200);

        (string head, byte[] body) = _gateway.Vendor.SingleRequest();
        Encoding.ASCII.GetString(body).ShouldBe("client=1001&note=a+b+c%7E&empty=");
        head.ShouldContain($"\r\nContent-Type: {FormType}\r\n");
        head.ShouldContain($"\r\nContent-Length: {body.Length}\r\n");
        using FormReader came = new(Form);
        using FormReader arrived = new(Encoding.ASCII.GetString(body));
        (await arrived.ReadFormAsync(TestContext.Current.CancellationToken)).ShouldBe(await came.ReadFormAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("client=%31003&note=x", "no_sharing")]
    [InlineData("client=1001&client=1003", "payload_unreadable")]
    [InlineData("client=7777&note=x", "consent_not_confirmed")]
    public async Task A_form_that_is_kept_is_kept_as_it_came(string form, string code)
    {
        Answer answer = await SendAsync(form);

        (answer.Status, answer.Code).ShouldBe((403, code), answer.Text);
        (await _gateway.ReadBackAsync(answer.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(form));
        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_kept_form_is_sent_rebuilt_when_it_is_resubmitted_and_the_same_form_joins_it_before()
    {
        const string Form = "%63lient=1005&note=x%20y";
        string receipt = (await SendAsync(Form)).Receipt;
        (await SendAsync(Form)).Receipt.ShouldBe(receipt);
        (await SendAsync("client=1005&note=x+y")).Receipt.ShouldNotBe(receipt);
        await _gateway.RecordAsync("full-5", "full", "1005");

        Answer answer = await _gateway.SendAsync(
            "POST", $"/_gateway/v1/offline/{receipt}/resubmissions", null, null, ("Hmis-Gateway-Actor", "test"), ("Hmis-Gateway-Reason", "resubmission"));

        answer.Status.ShouldBe(200, answer.Text);
        Encoding.ASCII.GetString(_gateway.Vendor.SingleRequest().Body).ShouldBe("client=1005&note=x+y");
        (await _gateway.ReadBackAsync(receipt)).ShouldBe(Encoding.UTF8.GetBytes(Form));
    }

    private Task<Answer> SendAsync(string form) => _gateway.SendBytesAsync("POST", "/notes", Encoding.UTF8.GetBytes(form), FormType);
}
