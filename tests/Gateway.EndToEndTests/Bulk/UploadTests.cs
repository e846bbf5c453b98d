using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HmisGateway.EndToEndTests.Harness;
using HmisGateway.Policy.Tests.Payloads.Zip;

namespace HmisGateway.EndToEndTests.Bulk;

/// <summary>HUD CSV exports: rows of clients who may not be forwarded are taken out and kept, the rest arrives unchanged.</summary>
public sealed class UploadTests : IAsyncLifetime
{
    private const int Seed = 20261102;

    private static readonly string? s_cases = Environment.GetEnvironmentVariable("HMIS_CASES");

    private readonly GatewayBeforeVendor _gateway = new();

    public async ValueTask InitializeAsync()
    {
        _gateway.Settings["Vendors__0__Profile"] = "hud-csv";
        await _gateway.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(60)]
    public async Task Rows_of_no_sharing_clients_are_kept_and_all_others_arrive_unchanged(int none)
    {
        HudExport export = HudExport.Make(60);

        await CheckSplitAsync(export, none);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(514)]
    public async Task The_FY2026_export_is_split_row_by_row(int none)
    {
        HudExport export = s_cases is null ? HudExport.Make(514) : HudExport.Load(Path.Combine(s_cases, "hud-csv", "fy2026"));

        await CheckSplitAsync(export, none);
    }

    [Fact]
    public async Task Thousands_of_clients_are_split_like_a_few()
    {
        await CheckSplitAsync(HudExport.Make(1_500), none: 150);
    }

    [Fact]
    public async Task A_row_that_mentions_a_protected_client_is_taken_out_alone()
    {
        HudExport export = HudExport.Make(6).With(
            "Services.csv", "ServicesID,PersonalID,Note\ns0,p-0,with 219-01-0004\ns1,p-0,with 219-01-0001\ns4,p-4,\n");
        await ImportAsync(export.Clients.Select(static client => (client, client == "p-4" ? "none" : "full")));

        Answer answer = await UploadAsync(export.Pack());

        answer.Status.ShouldBe(200, answer.Text);
        HudExport arrived = HudExport.Unpack(_gateway.Vendor.SingleRequest().Body);
        arrived.Rows("Services.csv").Select(static row => row["ServicesID"]).ShouldBe(["s1"]);
        arrived.Rows("Client.csv").Select(static row => row["PersonalID"]).ShouldBe(["p-0", "p-1", "p-2", "p-3", "p-5"]);
    }

    [Fact]
    public async Task A_row_with_the_enrollment_of_a_no_sharing_client_is_taken_out_whoever_else_it_names()
    {
        HudExport export = HudExport.Make(4).With("Services.csv", "ServicesID,EnrollmentID,PersonalID\ns0,e-0,p-0\ns1,e-1,p-0\ns2,e-1,\n");
        await ImportAsync(export.Clients.Select(static client => (client, client == "p-1" ? "none" : "full")));

        Answer answer = await UploadAsync(export.Pack());

        answer.Status.ShouldBe(200, answer.Text);
        HudExport.Unpack(_gateway.Vendor.SingleRequest().Body).Rows("Services.csv").Select(static row => row["ServicesID"]).ShouldBe(["s0"]);
    }

    [Fact]
    public async Task An_archive_that_readers_read_differently_is_kept_whole_and_nothing_of_it_is_sent()
    {
        await ImportAsync([("1001", "full"), ("1003", "full")]);
        foreach ((string trick, byte[] archive) in ZipTricks.All)
        {
            if (archive.Length == 0)
            {
                continue;
            }

            Answer answer = await UploadAsync(archive);
            (answer.Status, answer.Code).ShouldBe((403, "payload_unreadable"), trick);
            (await _gateway.ReadBackAsync(answer.Receipt)).ShouldBe(archive, trick);
        }

        _gateway.Vendor.Bytes.ShouldBeEmpty();
        (await UploadAsync(ZipTricks.Plain())).Status.ShouldBe(200);
        HudExport.Unpack(_gateway.Vendor.SingleRequest().Body).Rows("Client.csv").Single()["PersonalID"].ShouldBe("1001");
    }

    [Fact]
    public async Task What_readers_split_differently_in_one_file_keeps_the_upload_whole()
    {
        HudExport export = HudExport.Make(5);
        await ImportAsync(export.Clients.Select(static client => (client, "full")));
        foreach (HudExport broken in new[]
        {
            export.With("Services.csv", "ServicesID,EnrollmentID,PersonalID\ns,e-1,p-1,extra\n"),
            export.With("Services.csv", "ServicesID,PersonalID,personalid\ns,p-1,p-2\n"),
            export.With("Services.csv", "ServicesID,PersonalID\ns,\"p-1\"x\n"),
            export.With("readme.txt", "hello"),
            export.With("Services.csv", ""),
        })
        {
            byte[] archive = broken.Pack();
            Answer answer = await UploadAsync(archive);
            (answer.Status, answer.Code).ShouldBe((403, "payload_unreadable"), answer.Text);
            (await _gateway.ReadBackAsync(answer.Receipt)).ShouldBe(archive);
        }

        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_upload_under_a_content_encoding_is_kept_as_it_came()
    {
        HudExport export = HudExport.Make(3);
        await ImportAsync(export.Clients.Select(static client => (client, "full")));
        using MemoryStream encoded = new();
        using (GZipStream gzip = new(encoded, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(export.Files["Exit.csv"]);
        }

        Answer answer = await _gateway.SendBytesAsync("POST", "/bulk/hud-csv", encoded.ToArray(), "text/csv", ("Content-Encoding", "gzip"));

        (answer.Status, answer.Code).ShouldBe((403, "payload_unreadable"), answer.Text);
        (await _gateway.ReadBackAsync(answer.Receipt)).ShouldBe(encoded.ToArray());
        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rows_of_nobody_and_of_strangers_are_taken_out()
    {
        HudExport export = HudExport.Make(4)
            .With("Services.csv", "ServicesID,EnrollmentID,PersonalID\ns0,e-0,p-0\ns1,,\ns2,,stranger\ns3,e-0,stranger\ns4,e-1,bad id\n")
            .With("CustomThings.csv", "ThingID,ClientRef\n1,p-0\n");
        await ImportAsync(export.Clients.Select(static client => (client, "full")));

        Answer answer = await UploadAsync(export.Pack());

        answer.Status.ShouldBe(200, answer.Text);
        HudExport arrived = HudExport.Unpack(_gateway.Vendor.SingleRequest().Body);
        arrived.Rows("Services.csv").Select(static row => row["ServicesID"]).ShouldBe(["s0"]);
        arrived.Rows("CustomThings.csv").ShouldBeEmpty();
        JsonNode item = await _gateway.ShowAsync(answer.Headers["Hmis-Gateway-Diverted"]);
        item["parts"]!.AsArray().Select(static part => part!["code"]!.GetValue<string>()).Order().ShouldBe(["client_unidentified", "consent_not_confirmed"]);
        HudExport.Unpack(await _gateway.ReadBackAsync(item["receipt"]!.GetValue<string>())).Rows("Services.csv").Select(static row => row["ServicesID"]).Order()
            .ShouldBe(["s1", "s2", "s3", "s4"]);
    }

    [Fact]
    public async Task The_same_upload_joins_its_item_and_what_is_permitted_by_then_is_sent_and_closed()
    {
        HudExport export = HudExport.Make(6, directive: 2);
        byte[] archive = export.Pack();
        await ImportAsync(export.Clients.Select(static client => (client, client is "p-1" or "p-5" ? "none" : "full")));
        Answer first = await UploadAsync(archive);
        string receipt = first.Headers["Hmis-Gateway-Diverted"];
        first.Headers["Hmis-Gateway-Warning"].ShouldBe("full_refresh");
        (await _gateway.ShowAsync(receipt))["warning"]!.GetValue<string>().ShouldBe("full_refresh");

        (await UploadAsync(archive)).Headers["Hmis-Gateway-Diverted"].ShouldBe(receipt);
        await _gateway.RecordAsync("p-1", "full", signedOn: "2026-05-01");
        Answer third = await UploadAsync(archive);

        third.Headers["Hmis-Gateway-Diverted"].ShouldBe(receipt);
        JsonNode item = await _gateway.ShowAsync(receipt);
        item["attempts"]!.GetValue<int>().ShouldBe(3);
        item["parts"]!.AsArray().ToDictionary(static part => part!["clients"]![0]!.GetValue<string>(), static part => part!["status"]!.GetValue<string>())
            .ShouldBe(new Dictionary<string, string> { ["p-1"] = "sent_later", ["p-5"] = "held" }, ignoreOrder: true);
        await _gateway.RecordAsync("p-5", "full", signedOn: "2026-05-01");
        (await UploadAsync(archive)).Headers.ShouldNotContainKey("Hmis-Gateway-Diverted");
        (await _gateway.ShowAsync(receipt))["status"]!.GetValue<string>().ShouldBe("sent_later");
    }

    [Fact]
    public async Task A_client_of_whom_more_is_taken_out_than_before_loses_no_row()
    {
        HudExport export = HudExport.Make(6);
        string notes = Encoding.UTF8.GetString(export.Files["CustomNotes.csv"]).Replace("n-2,e-2,\"plain", "n-2,e-2,\"219010001 plain", StringComparison.Ordinal);
        byte[] archive = export.With("CustomNotes.csv", notes).Pack();
        await ImportAsync(export.Clients.Select(static client => (client, client == "p-1" ? "none" : "full")));
        _gateway.Vendor.Answer = static _ => "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
        string first = (await UploadAsync(archive)).Headers["Hmis-Gateway-Diverted"];
        (await _gateway.ListAsync("client=p-2")).Count.ShouldBe(1);
        _gateway.Vendor.Answer = static _ => RecordingVendor.Ok("{}");
        await _gateway.RecordAsync("p-2", "none", signedOn: "2026-05-01");
        _gateway.Vendor.Clear();

        Answer again = await UploadAsync(archive);

        again.Status.ShouldBe(200, again.Text);
        again.Headers["Hmis-Gateway-Diverted"].ShouldBe(first);
        HudExport.Unpack(_gateway.Vendor.SingleRequest().Body).Rows("Enrollment.csv").ShouldNotContain(static row => row["PersonalID"] == "p-2");
        IReadOnlyList<JsonNode> parts = await _gateway.ListAsync("client=p-2&status=held");
        parts.Count.ShouldBe(2);
        HudExport[] kept = [.. await Task.WhenAll(parts.Select(async part => HudExport.Unpack(await _gateway.ReadBackAsync(part["receipt"]!.GetValue<string>()))))];
        kept.ShouldContain(static part => part.Rows("Client.csv").Count == 1 && part.Rows("Enrollment.csv").Count == 1 && part.Rows("Services.csv").Count == 1);
    }

    [Fact]
    public async Task A_part_is_found_by_its_client_sent_again_alone_and_erased_alone()
    {
        HudExport export = HudExport.Make(6);
        await ImportAsync(export.Clients.Select(static client => (client, client is "p-1" or "p-5" ? "none" : "full")));
        string receipt = (await UploadAsync(export.Pack())).Headers["Hmis-Gateway-Diverted"];
        string part = (await _gateway.ListAsync("client=p-1")).Single()["receipt"]!.GetValue<string>();
        (await _gateway.ShowAsync(part))["partOf"]!.GetValue<string>().ShouldBe(receipt);
        await _gateway.RecordAsync("p-1", "full", signedOn: "2026-05-01");
        int before = _gateway.Vendor.Requests;

        Answer again = await _gateway.SendAsync(
            "POST", $"/_gateway/v1/offline/{part}/resubmissions", null, null, ("Hmis-Gateway-Actor", "test"), ("Hmis-Gateway-Reason", "resubmission"));

        again.Status.ShouldBe(200, again.Text);
        _gateway.Vendor.Requests.ShouldBe(before + 1);
        (await _gateway.ShowAsync(part))["status"]!.GetValue<string>().ShouldBe("resubmitted");
        string other = (await _gateway.ListAsync("client=p-5")).Single()["receipt"]!.GetValue<string>();
        (int exitCode, _, string error) = await _gateway.VerbAsync(
            "offline", "erase", other, "--actor", "test", "--reason", "client-request", "--yes");
        exitCode.ShouldBe(0, error);
        HudExport.Unpack(await _gateway.ReadBackAsync(receipt)).Rows("Client.csv").Select(static row => row["PersonalID"]).ShouldBe(["p-1"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Erasing_what_was_kept_of_an_upload_erases_the_rows_of_every_client(bool isByAge)
    {
        HudExport export = HudExport.Make(6);
        await ImportAsync(export.Clients.Select(static client => (client, client is "p-1" or "p-5" ? "none" : "full")));
        string receipt = (await UploadAsync(export.Pack())).Headers["Hmis-Gateway-Diverted"];
        string[] parts = [.. (await _gateway.ShowAsync(receipt))["parts"]!.AsArray().Select(static part => part!["receipt"]!.GetValue<string>())];
        string[] asked = isByAge ? ["--agency", "shelter", "--before", "2999-01-01"] : [receipt];

        (int exitCode, string output, string error) = await _gateway.VerbAsync(["offline", "erase", .. asked, "--actor", "test", "--reason", "client-request", "--yes"]);

        exitCode.ShouldBe(0, error);
        output.ShouldContain("3");
        foreach (string kept in (string[])[receipt, .. parts])
        {
            (await _gateway.ShowAsync(kept))["status"]!.GetValue<string>().ShouldBe("erased");
        }
    }

    [Fact]
    public async Task One_CSV_file_is_split_like_an_archive()
    {
        HudExport export = HudExport.Make(6);
        await ImportAsync(export.Clients.Select(static client => (client, client == "p-1" ? "none" : "full")));

        Answer answer = await _gateway.SendBytesAsync("POST", "/bulk/hud-csv", export.Files["Exit.csv"], "text/csv");

        answer.Status.ShouldBe(200, answer.Text);
        Encoding.UTF8.GetString(_gateway.Vendor.SingleRequest().Body)
            .ShouldBe(Encoding.UTF8.GetString(export.Files["Exit.csv"]).Replace("\"x-1\",\"e-1\",\"p-1\",2026-02-01,410,\"77\"\n", "", StringComparison.Ordinal));
        (await _gateway.ShowAsync(answer.Headers["Hmis-Gateway-Diverted"]))["parts"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Rows_are_kept_before_anything_is_sent_and_after_a_restart()
    {
        HudExport export = HudExport.Make(6);
        await ImportAsync(export.Clients.Select(static client => (client, client == "p-1" ? "none" : "full")));
        TaskCompletionSource<string> later = new();
        _gateway.Vendor.AnswerLater = later.Task;
        Task<Answer> uploading = UploadAsync(export.Pack());
        await _gateway.Vendor.FirstRequest.WaitAsync(TestContext.Current.CancellationToken);

        await _gateway.RestartAsync();

        later.SetResult(RecordingVendor.Ok("{}"));
        await Should.ThrowAsync<HttpRequestException>(() => uploading);
        JsonNode part = (await _gateway.ListAsync("client=p-1")).Single();
        HudExport.Unpack(await _gateway.ReadBackAsync(part["receipt"]!.GetValue<string>())).Rows("Client.csv").Single()["PersonalID"].ShouldBe("p-1");
        (await _gateway.ListAsync("status=in_doubt")).Count.ShouldBe(1);
    }

    private Task<Answer> UploadAsync(byte[] archive) => _gateway.SendBytesAsync("POST", "/bulk/hud-csv", archive, "application/zip");

    private async Task CheckSplitAsync(HudExport export, int none)
    {
        string[] clients = [.. export.Clients];
        HashSet<string> protectedIds =
        [
            .. clients.OrderBy(static client => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{Seed} {client}"))), StringComparer.Ordinal).Take(none),
        ];
        await ImportAsync(clients.Select(client => (client, protectedIds.Contains(client) ? "none" : "full")));

        Answer answer = await _gateway.SendBytesAsync("POST", "/bulk/hud-csv", export.Pack(), "application/zip");

        answer.Status.ShouldBe(200, answer.Text);
        (string head, byte[] body) = _gateway.Vendor.SingleRequest();
        head.ShouldStartWith("POST /bulk/hud-csv HTTP/1.1\r\n");
        head.ShouldContain("\r\nContent-Type: application/zip\r\n");
        HudExport arrived = HudExport.Unpack(body);
        arrived.Files.Keys.ShouldBe(export.Files.Keys);
        ExpectedSplit expected = ExpectedSplit.Of(export, protectedIds);
        foreach (string file in export.Files.Keys)
        {
            arrived.Lines(file).ShouldBe(expected.Kept[file], $"{file}, seed {Seed}");
        }

        AssertNothingOf(expected, body, arrived);
        if (none == 0)
        {
            answer.Headers.ShouldNotContainKey("Hmis-Gateway-Diverted");
            (await _gateway.ListAsync()).ShouldBeEmpty();
            return;
        }

        string receipt = answer.Headers["Hmis-Gateway-Diverted"];
        (await _gateway.ListAsync()).Single()["receipt"]!.GetValue<string>().ShouldBe(receipt);
        JsonNode item = await _gateway.ShowAsync(receipt);
        item["code"]!.GetValue<string>().ShouldBe("no_sharing");
        JsonArray parts = item["parts"]!.AsArray();
        parts.Count(part => part!["code"]!.GetValue<string>() == "no_sharing").ShouldBe(none);
        HudExport removed = HudExport.Unpack(await _gateway.ReadBackAsync(receipt));
        foreach (string file in export.Files.Keys)
        {
            removed.Lines(file).Order().ShouldBe(expected.Removed[file].Order(), file);
        }

        JsonNode one = parts.First(part => part!["code"]!.GetValue<string>() == "no_sharing")!;
        string client = one["clients"]!.AsArray().Single()!.GetValue<string>();
        protectedIds.ShouldContain(client);
        HudExport ofClient = HudExport.Unpack(await _gateway.ReadBackAsync(one["receipt"]!.GetValue<string>()));
        ofClient.Rows("Client.csv").Single()["PersonalID"].ShouldBe(client);
        ofClient.Lines("Client.csv").ShouldBeSubsetOf(export.Lines("Client.csv"));
        (int exitCode, string output, string error) = await _gateway.VerbAsync("ledger", "verify");
        exitCode.ShouldBe(0, output + error);
    }

    private static void AssertNothingOf(ExpectedSplit expected, byte[] body, HudExport arrived)
    {
        string raw = Encoding.Latin1.GetString(body);
        string inflated = string.Join('\n', arrived.Files.Values.Select(Encoding.UTF8.GetString));
        foreach (string identifier in expected.Identifiers)
        {
            raw.ShouldNotContain(identifier);
            inflated.ShouldNotContain(identifier);
        }
    }

    private async Task ImportAsync(IEnumerable<(string Client, string Choice)> forms)
    {
        StringBuilder csv = new("client_id,choice,signed_on\r\n");
        foreach ((string client, string choice) in forms)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{client},{choice},2026-01-10\r\n");
        }

        Answer answer = await _gateway.SendBytesAsync("POST", "/_gateway/v1/roi-imports", Encoding.UTF8.GetBytes(csv.ToString()), "text/csv");
        answer.Status.ShouldBe(200, answer.Text);
    }
}
