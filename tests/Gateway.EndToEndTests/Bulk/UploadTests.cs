using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using HmisGateway.EndToEndTests.Harness;

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

    private async Task CheckSplitAsync(HudExport export, int none)
    {
        string[] clients = [.. export.Clients];
        Random random = new(Seed);
        HashSet<string> protectedIds = [.. clients.OrderBy(_ => random.Next()).Take(none)];
        await ImportAsync(clients.Select(client => (client, protectedIds.Contains(client) ? "none" : "full")));

        Answer answer = await _gateway.SendBytesAsync("POST", "/bulk/hud-csv", export.Pack(), "application/zip");

        answer.Status.ShouldBe(200, answer.Text);
        (string head, byte[] body) = _gateway.Vendor.SingleRequest();
        head.ShouldStartWith("POST /bulk/hud-csv HTTP/1.1\r\n");
        head.ShouldContain("\r\nContent-Type: application/zip\r\n");
        HudExport arrived = HudExport.Unpack(body);
        arrived.Files.Keys.ShouldBe(export.Files.Keys);
        Expected expected = Expected.Of(export, protectedIds);
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

    private static void AssertNothingOf(Expected expected, byte[] body, HudExport arrived)
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

    /// <summary>What must arrive and what must be kept, found out without the gateway.</summary>
    private sealed record Expected(
        IReadOnlyDictionary<string, string[]> Kept, IReadOnlyDictionary<string, string[]> Removed, IReadOnlyCollection<string> Identifiers)
    {
        public static Expected Of(HudExport export, HashSet<string> protectedIds)
        {
            Dictionary<string, string> enrollments = export.Rows("Enrollment.csv").ToDictionary(static row => row["EnrollmentID"], static row => row["PersonalID"]);
            Dictionary<string, string> assessments = export.Rows("Assessment.csv").ToDictionary(static row => row["AssessmentID"], static row => row["PersonalID"]);
            ILookup<string, string> households = export.Rows("Enrollment.csv").ToLookup(static row => row["HouseholdID"], static row => row["PersonalID"]);
            HashSet<string> numbers =
            [
                .. export.Rows("Client.csv").Where(row => protectedIds.Contains(row["PersonalID"])).Select(static row => row["SSN"])
                    .Where(static ssn => ssn.Length == 9 && ssn.All(char.IsAsciiDigit) && IsIssued(ssn)),
            ];
            Dictionary<string, string[]> kept = [];
            Dictionary<string, string[]> removed = [];
            foreach (string file in export.Files.Keys)
            {
                IReadOnlyList<IReadOnlyDictionary<string, string>> rows = export.Rows(file);
                IReadOnlyList<string> lines = export.Lines(file);
                bool[] isOut = [.. rows.Select(row => OwnersOf(row).Any(protectedIds.Contains) || row.Values.Any(numbers.Contains))];
                kept[file] = [.. lines.Where((_, i) => !isOut[i])];
                removed[file] = [.. lines.Where((_, i) => isOut[i])];
            }

            return new Expected(kept, removed, numbers);

            IEnumerable<string> OwnersOf(IReadOnlyDictionary<string, string> row)
            {
                if (row.TryGetValue("PersonalID", out string? person))
                {
                    yield return person;
                }

                if (row.TryGetValue("EnrollmentID", out string? enrollment) && enrollments.TryGetValue(enrollment, out string? enrolled))
                {
                    yield return enrolled;
                }

                if (row.TryGetValue("AssessmentID", out string? assessment) && assessments.TryGetValue(assessment, out string? assessed))
                {
                    yield return assessed;
                }

                if (!row.ContainsKey("PersonalID") && row.TryGetValue("HouseholdID", out string? household))
                {
                    foreach (string member in households[household])
                    {
                        yield return member;
                    }
                }
            }
        }

        private static bool IsIssued(string ssn) =>
            ssn[..3] is not ("000" or "666") && ssn[0] != '9' && ssn[3..5] != "00" && ssn[5..] != "0000" && ssn.Distinct().Count() > 1 && ssn != "123456789";
    }
}
