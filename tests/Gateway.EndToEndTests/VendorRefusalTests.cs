using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>An agency that asks for it is told in the vendor's own error shape, so that the text shows on the case worker's screen.</summary>
public sealed partial class VendorRefusalTests(SandboxProcess sandbox) : IClassFixture<SandboxProcess>, IAsyncLifetime
{
    private const string Update = """{"client":{"alias":"the raven"}}""";

    public async ValueTask InitializeAsync() => await Verbs.DoneAsync(sandbox.DataDirectory, "agency", "set", "demo-shelter", "--refusal", "vendor");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_diverted_write_is_told_as_an_error_of_the_vendor_with_receipt_and_reference()
    {
        await sandbox.ClearReceivedAsync();

        Answer answer = await sandbox.SendAsync(HttpMethod.Put, "/clients/1003", Update);

        answer.Status.ShouldBe(403);
        answer.ContentType.ShouldBe("application/json");
        answer.Headers["Hmis-Gateway-Decision"].ShouldBe(answer.Receipt);
        answer.Headers["Cache-Control"].ShouldBe("no-store");
        answer.Headers.ShouldNotContainKey("Retry-After");
        answer.Code.ShouldBe("no_sharing");
        string reference = answer.Json["reference"]!.GetValue<string>();
        string shown = answer.Json["messages"]!["hmis"]!.GetValue<string>();
        shown.ShouldStartWith("We did not send this to HMIS.");
        shown.ShouldContain($"(reference {reference})");
        shown.ShouldContain(" / ");
        shown.IndexOf(reference, StringComparison.Ordinal).ShouldNotBe(shown.LastIndexOf(reference, StringComparison.Ordinal), "it stands in both languages");
        (await sandbox.ReadBackAsync(answer.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(Update));
        (await sandbox.ReceivedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_read_that_was_refused_has_no_receipt_and_the_agency_api_keeps_its_problem_documents()
    {
        Answer read = await sandbox.SendAsync(HttpMethod.Get, "/clients;/1003");
        read.Status.ShouldBe(403);
        read.Json["messages"]!["hmis"]!.GetValue<string>().ShouldContain("There was nothing to save.");
        read.Json.AsObject().ContainsKey("receipt").ShouldBeFalse();
        read.Json.AsObject().ContainsKey("reference").ShouldBeFalse();

        Answer api = await sandbox.SendAsync(HttpMethod.Get, "/_gateway/v1/offline/" + Guid.NewGuid());
        api.ContentType.ShouldBe("application/problem+json");
        Answer stranger = await sandbox.SendAsync(HttpMethod.Put, "/clients/1003", Update, key: "demo-shelter.nonsense");
        stranger.Status.ShouldBe(401);
        stranger.ContentType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Unknown_expired_and_none_elsewhere_stay_one_answer_byte_for_byte()
    {
        string other = await sandbox.AddAgencyAsync("elsewhere");
        (await sandbox.SendAsync(HttpMethod.Put, "/_gateway/v1/clients/mine-3/roi", """{"choice":"full","signedOn":"2026-01-10","vendorId":"2003"}""")).Status.ShouldBe(200);
        (await sandbox.SendAsync(HttpMethod.Put, "/_gateway/v1/clients/their-3/roi", """{"choice":"none","signedOn":"2026-02-01","vendorId":"2003"}""", key: other)).Status.ShouldBe(200);

        string elsewhere = await RawAsync("2003");
        string unknown = await RawAsync("9999");
        string expired = await RawAsync("1005");

        elsewhere.ShouldContain("\"messages\"");
        Neutral(elsewhere).ShouldBe(Neutral(unknown));
        Neutral(elsewhere).ShouldBe(Neutral(expired));
    }

    [Fact]
    public async Task Explain_shows_the_answer_in_the_same_shape()
    {
        string body = Path.Combine(sandbox.DataDirectory, "update.json");
        await File.WriteAllTextAsync(body, Update, TestContext.Current.CancellationToken);

        (int exitCode, string output, string error) = await Verbs.RunAsync(
            sandbox.DataDirectory, "", "explain", "--agency", "demo-shelter", "--method", "PUT", "--path", "/clients/1003",
            "--body", body, "--content-type", "application/json", "--output", "json");

        exitCode.ShouldBe(0, error);
        JsonNode.Parse(output)!["answer"]!["messages"]!["hmis"]!.GetValue<string>().ShouldContain("No Sharing");
        JsonNode.Parse(output)!["records"]![0]!["references"]![0]!.GetValue<string>().ShouldBe("vendor refers at path");
    }

    private Task<string> RawAsync(string vendorId) => RawHttp.ExchangeAsync(
        sandbox.Gateway,
        $"""
        PUT /clients/{vendorId} HTTP/1.1
        Host: gateway
        Hmis-Gateway-Key: {sandbox.Key}
        Content-Type: application/json
        Content-Length: {Update.Length.ToString(CultureInfo.InvariantCulture)}
        Connection: close
        """,
        Encoding.UTF8.GetBytes(Update));

    private static string Neutral(string answer) => Reference().Replace(Date().Replace(Uuid().Replace(answer, "UUID"), "Date: D"), "REF");

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex("Date: [^\r]*")]
    private static partial Regex Date();

    [GeneratedRegex(@"\b[0-9A-Z]{3}-[0-9A-Z]{2}\b")]
    private static partial Regex Reference();
}
