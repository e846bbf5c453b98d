using System.IO.Compression;
using System.Text.Json.Nodes;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>An export of the HMIS teaches ids, and shows who is in HMIS and should not be; with the gateway running and with it stopped.</summary>
public sealed class HmisCompareTests : IAsyncLifetime
{
    private const string Clients = """
        PersonalID,FirstName,MiddleName,LastName,SSN,DOB,DOBDataQuality,DateUpdated,DateDeleted
        P1,Ada,,Quill,412557101,1970-02-03,1,2026-03-01 10:00:00,
        P2,Bert,,"Stone, Jr.",412557102,1971-02-03,1,2026-03-01 10:00:00,
        P3,Cleo,,Marsh,412557103,1972-02-03,1,2026-01-05 10:00:00,
        P4,Dora,,Unknownperson,412557104,1973-02-03,1,2026-03-01 10:00:00,
        P5,Marsh,,Cleo,,1972-02-03,1,2026-03-01 10:00:00,
        P6,Gone,,Person,412557106,1974-02-03,1,2026-03-01 10:00:00,2026-03-02 00:00:00
        """;

    private const string Enrollments = """
        EnrollmentID,PersonalID,ProjectID,EntryDate,HouseholdID,DateUpdated,DateDeleted
        E1,P1,9,2026-01-01,H1,2026-01-01 10:00:00,
        E3a,P3,9,2026-01-01,H3,2026-01-01 10:00:00,
        E3b,P3,9,2026-02-01,H4,2026-04-01 10:00:00,
        """;

    private const string Exits = """
        ExitID,EnrollmentID,PersonalID,ExitDate,DateUpdated,DateDeleted
        X1,E3a,P3,2026-01-10,2026-01-10 10:00:00,
        """;

    private readonly GatewayBeforeVendor _gateway = new();
    private readonly TestFolder _folder = new();

    public async ValueTask InitializeAsync()
    {
        _gateway.Settings["Vendors__0__Profile"] = "hud-api";
        await _gateway.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_export_is_compared_and_teaches_ids_with_apply_only(bool isRunning)
    {
        await RecordAsync("c1", "full", "Ada", "Quill", "1970-02-03");
        await RecordAsync("c2", "full", "Bert", "Stone", "1971-02-03");
        await RecordAsync("c3", "none", "Cleo", "Marsh", "1972-02-03");
        string zip = Zip();
        if (!isRunning)
        {
            await _gateway.Process.DisposeAsync();
        }

        JsonNode looked = await CompareAsync(zip);
        JsonNode applied = await CompareAsync(zip, "--apply");

        foreach (JsonNode report in (JsonNode[])[looked, applied])
        {
            report["clients"]!.GetValue<int>().ShouldBe(5);
            report["matched"]!.GetValue<int>().ShouldBe(3);
            report["withoutRoi"]!.AsArray().Select(static id => id!.GetValue<string>()).ShouldBe(["P4"]);
            report["review"]!.AsArray().Select(static id => id!.GetValue<string>()).ShouldBe(["P5"]);
            JsonNode none = report["noSharing"]!.AsArray().ShouldHaveSingleItem()!;
            none["personalId"]!.GetValue<string>().ShouldBe("P3");
            none["clientId"]!.GetValue<string>().ShouldBe("c3");
            none["isChangedAfterChoice"]!.GetValue<bool>().ShouldBeTrue();
            none["updatedOn"]!.GetValue<string>().ShouldBe("2026-04-01");
            none["openEnrollments"]!.AsArray().Select(static id => id!.GetValue<string>()).ShouldBe(["E3b"]);
        }

        looked["learnedClients"]!.GetValue<int>().ShouldBe(0);
        applied["learnedClients"]!.GetValue<int>().ShouldBe(3);
        applied["learnedEnrollments"]!.GetValue<int>().ShouldBe(3);
        if (!isRunning)
        {
            await _gateway.StartAsync();
        }

        _gateway.Vendor.Bytes.ShouldBeEmpty();
        (await _gateway.SendAsync("PATCH", "/enrollments/E3b", """{"EnrollmentCoC":"IL-510"}""")).Code.ShouldBe("no_sharing");
        (await _gateway.SendAsync("PATCH", "/clients/P5", """{"VeteranStatus":1}""")).Code.ShouldBe("consent_not_confirmed");
        (await _gateway.SendAsync("PATCH", "/enrollments/E1", """{"EnrollmentCoC":"IL-510"}""")).Status.ShouldBe(200);
        (await _gateway.SendAsync("PATCH", "/clients/P2", """{"VeteranStatus":1}""")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task What_is_no_export_and_an_unknown_agency_are_told()
    {
        string none = _folder.File("other.zip");
        using (ZipArchive archive = ZipFile.Open(none, ZipArchiveMode.Create))
        {
            archive.CreateEntry("readme.txt");
        }

        (await _gateway.VerbAsync("hmis", "compare", none, "--agency", "shelter")).ExitCode.ShouldBe(2);
        (await _gateway.VerbAsync("hmis", "compare", _folder.File("missing.zip"), "--agency", "shelter")).ExitCode.ShouldBe(2);
        (await _gateway.VerbAsync("hmis", "compare", Zip(), "--agency", "nobody")).ExitCode.ShouldBe(1);
    }

    private async Task<JsonNode> CompareAsync(string zip, params string[] more)
    {
        (int exitCode, string output, string error) = await _gateway.VerbAsync(["hmis", "compare", zip, "--agency", "shelter", "--output", "json", .. more]);
        exitCode.ShouldBe(1, error);
        output.ShouldNotContain("Quill");
        return JsonNode.Parse(output)!;
    }

    private string Zip()
    {
        string zip = _folder.File("export.zip");
        using ZipArchive archive = ZipFile.Open(zip, ZipArchiveMode.Create);
        foreach ((string name, string text) in (ReadOnlySpan<(string, string)>)[("export/Client.csv", Clients), ("export/Enrollment.csv", Enrollments), ("export/EXIT.csv", Exits)])
        {
            using StreamWriter writer = new(archive.CreateEntry(name).Open());
            writer.Write(text.ReplaceLineEndings("\r\n"));
        }

        return zip;
    }

    private async Task RecordAsync(string client, string choice, string first, string last, string dob)
    {
        JsonObject form = new()
        {
            ["choice"] = choice,
            ["signedOn"] = "2026-02-10",
            ["identity"] = new JsonObject { ["firstName"] = first, ["lastName"] = last, ["dob"] = dob },
        };
        Answer answer = await _gateway.SendAsync("PUT", $"/_gateway/v1/clients/{client}/roi", form.ToJsonString());
        answer.Status.ShouldBe(200, answer.Text);
    }
}
