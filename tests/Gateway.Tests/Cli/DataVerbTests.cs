using System.Text.Json;
using HmisGateway.Cli;
using HmisGateway.Management;
using Microsoft.Data.Sqlite;

namespace HmisGateway.Tests.Cli;

/// <summary>Verbs on data, without a running gateway: in this process, on the real storage.</summary>
public sealed class DataVerbTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public async ValueTask InitializeAsync() =>
        (await RunAsync("agency", "add", "north", "--name", "North Side")).ExitCode.ShouldBe(ExitCode.Done);

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Agency_add_prints_id_and_key_as_json_and_nothing_else()
    {
        CommandLineRun run = await RunAsync("agency", "add", "south", "--name", "South", "--type", "victim-service", "--output", "json");

        run.ExitCode.ShouldBe(ExitCode.Done, run.ToString());
        JsonElement printed = JsonElement.Parse(run.Output);
        printed.EnumerateObject().Select(static p => p.Name).ShouldBe(["id", "key"]);
        printed.GetProperty("id").GetString().ShouldBe("south");
        printed.GetProperty("key").GetString().ShouldStartWith("south.");
        run.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Agencies_are_listed_rotated_and_disabled()
    {
        (await RunAsync("agency", "rotate-key", "north")).ExitCode.ShouldBe(ExitCode.Done);
        CommandLineRun listed = await RunAsync("agency", "list", "--output", "json");
        (await RunAsync("agency", "disable", "north")).Output.ShouldContain("disabled");
        CommandLineRun afterwards = await RunAsync("agency", "list");
        CommandLineRun refused = await RunAsync("agency", "rotate-key", "north");

        JsonElement north = JsonElement.Parse(listed.Output).EnumerateArray().ShouldHaveSingleItem();
        north.GetProperty("liveKeys").GetInt32().ShouldBe(2);
        north.GetProperty("disabled").GetBoolean().ShouldBeFalse();
        afterwards.Output.ShouldContain("disabled");
        refused.ExitCode.ShouldBe(ExitCode.Finding);
    }

    [Theory]
    [InlineData(ExitCode.Finding, "there is an agency 'north' already", "agency", "add", "north", "--name", "N")]
    [InlineData(ExitCode.Usage, "id:", "agency", "add", "North Side", "--name", "N")]
    [InlineData(ExitCode.Finding, "there is no agency 'east'", "agency", "rotate-key", "east")]
    [InlineData(ExitCode.Finding, "there is no agency 'east'", "agency", "disable", "east")]
    [InlineData(ExitCode.Finding, "there is no agency 'east'", "roi", "show", "--agency", "east", "--client", "c")]
    [InlineData(ExitCode.Finding, "no ROI on file", "roi", "show", "--agency", "north", "--client", "c")]
    [InlineData(ExitCode.Finding, "there is no agency 'east'", "offline", "list", "--agency", "east")]
    [InlineData(ExitCode.Finding, "there is no agency 'east'", "roi", "missing", "--agency", "east", "--out", "missing.csv")]
    [InlineData(ExitCode.Finding, "no offline item", "offline", "show", "0199aaaa-0000-7000-8000-000000000000", "--agency", "north")]
    [InlineData(ExitCode.Usage, "limit:", "offline", "list", "--agency", "north", "--limit", "0")]
    [InlineData(ExitCode.Usage, "signedOn:", "roi", "set", "--agency", "north", "--client", "c", "--choice", "full", "--signed-on", "yesterday")]
    [InlineData(ExitCode.Usage, "supersedes:", "roi", "set", "--agency", "north", "--client", "c", "--choice", "none", "--signed-on", "2026-01-02", "--supersedes", "1")]
    public async Task What_cannot_be_done_is_said_in_one_line(int exitCode, string words, params string[] arguments)
    {
        CommandLineRun run = await RunAsync(arguments);

        run.ExitCode.ShouldBe(exitCode, run.ToString());
        run.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain(words);
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_recorded_roi_is_shown()
    {
        CommandLineRun set = await RunAsync(
            "roi", "set", "--agency", "north", "--client", "c-1", "--choice", "full", "--signed-on", "2026-01-02", "--ends-on", "2099-01-01", "--output", "json");
        CommandLineRun none = await RunAsync("roi", "set", "--agency", "north", "--client", "c-1", "--choice", "none", "--signed-on", "2026-02-03");
        CommandLineRun shown = await RunAsync("roi", "show", "--agency", "north", "--client", "c-1", "--output", "json");

        JsonElement.Parse(set.Output).GetProperty("version").GetInt32().ShouldBe(1);
        none.Output.ShouldContain("Current choice: none");
        JsonElement onFile = JsonElement.Parse(shown.Output);
        onFile.GetProperty("current").GetProperty("choice").GetString().ShouldBe("none");
        onFile.GetProperty("history").GetArrayLength().ShouldBe(2);
        onFile.GetProperty("history")[0].GetProperty("endsOn").GetString().ShouldBe("2099-01-01");
    }

    [Fact]
    public async Task Without_waiting_writes_the_file_of_missing_rois_has_its_header_only()
    {
        CommandLineRun run = await RunAsync("roi", "missing", "--agency", "north", "--out", "missing.csv");

        run.ExitCode.ShouldBe(ExitCode.Done, run.ToString());
        (await File.ReadAllLinesAsync(_folder["missing.csv"], TestContext.Current.CancellationToken))
            .ShouldHaveSingleItem().ShouldStartWith("client_id,choice,signed_on,");
    }

    [Fact]
    public async Task An_import_rejects_rows_by_number_and_can_be_run_again()
    {
        await WriteAsync("rois.csv", "client_id,choice,signed_on,ends_on\na,full,2026-01-02,\nb,perhaps,2026-01-02,\nc,none,2026-01-02,\n");

        CommandLineRun dry = await RunAsync("roi", "import", "rois.csv", "--agency", "north", "--dry-run");
        CommandLineRun nothing = await RunAsync("roi", "show", "--agency", "north", "--client", "a");
        CommandLineRun run = await RunAsync("roi", "import", "rois.csv", "--agency", "north", "--output", "json", "--actor", "Ana Núñez");
        string[] rejects = await File.ReadAllLinesAsync(_folder["rois.rejects.csv"], TestContext.Current.CancellationToken);
        await WriteAsync("rois.csv", "client_id,choice,signed_on,ends_on\na,full,2026-01-02,\nb,limited,2026-01-02,\nc,none,2026-01-02,\n");
        CommandLineRun again = await RunAsync("roi", "import", "rois.csv", "--agency", "north");

        dry.ExitCode.ShouldBe(ExitCode.Finding, dry.ToString());
        dry.Output.ShouldContain("Nothing was recorded");
        nothing.ExitCode.ShouldBe(ExitCode.Finding);
        run.ExitCode.ShouldBe(ExitCode.Finding, run.ToString());
        JsonElement report = JsonElement.Parse(run.Output);
        report.GetProperty("accepted").GetInt32().ShouldBe(2);
        report.GetProperty("rejected")[0].GetProperty("row").GetInt32().ShouldBe(2);
        rejects.Length.ShouldBe(2);
        rejects[0].ShouldBe("row,problem");
        rejects[1].ShouldStartWith("2,\"choice: ");
        again.ExitCode.ShouldBe(ExitCode.Done, again.ToString());
        again.Output.ShouldContain("3 rows are on file");
        File.Exists(_folder["rois.rejects.csv"]).ShouldBeFalse();
        (await VersionsAsync("a")).ShouldBe(1);
    }

    [Fact]
    public async Task An_import_maps_columns_leaves_out_the_rest_and_keeps_row_numbers()
    {
        await WriteAsync(
            "export.csv",
            "Client Number,Case Worker,Consent,Signed,ends_on\n"
            + "a,\"Smith, Jo\",full,2026-01-02,2020-01-01\n"
            + "b,\"open,limited,2026-01-02,\n"
            + "c,x,limited,2026-01-02\n"
            + "d,\"say \"\"hi\"\"\",limited,2026-01-02,2020-01-01\n");

        CommandLineRun run = await RunAsync(
            "roi", "import", "export.csv", "--agency", "north", "--ends", "drop", "--map", "client_id=client number", "--map", "choice=Consent",
            "--map", "signed_on=Signed", "--output", "json");

        run.ExitCode.ShouldBe(ExitCode.Finding, run.ToString());
        JsonElement report = JsonElement.Parse(run.Output);
        report.GetProperty("accepted").GetInt32().ShouldBe(2);
        report.GetProperty("rejected").EnumerateArray().Select(static r => r.GetProperty("row").GetInt32()).ShouldBe([2, 3]);
        CommandLineRun shown = await RunAsync("roi", "show", "--agency", "north", "--client", "d", "--output", "json");
        JsonElement.Parse(shown.Output).GetProperty("current").GetProperty("status").GetString().ShouldBe("active");
    }

    [Fact]
    public async Task A_report_of_wellsky_is_imported_as_it_is()
    {
        await WriteAsync(
            "report.csv",
            "Client ID,Provider,Release Granted,Start Date,End Date,Documentation,Witness,First Name,Last Name\n"
            + "1001,North,Yes,1/2/2026,01/02/2029,Full Sharing,jo,Ann,\"Ode \"\"A\"\" Lee\"\n"
            + "1002,North,Yes,1/2/2026 9:30 AM,,Limited Sharing,jo,,\n"
            + "1003,North,No,1/2/2026,1/2/2026,No Sharing,jo,,\n"
            + "1004,North,No,1/2/2026,,Full Sharing,jo,,\n"
            + "1005,North,Yes,1/2/2026,,No Sharing,jo,,\n"
            + "1006,North,Yes,the 2nd,,Full Sharing,jo,,\n"
            + "1007,North,Yes,1/2/2026,,,jo,,\n");

        CommandLineRun run = await RunAsync(
            "roi", "import", "report.csv", "--agency", "north", "--format", "wellsky-roi", "--output", "json",
            "--Vendors:0:Name=hmis", "--Vendors:0:BaseAddress=http://127.0.0.1:9", "--Vendors:0:Profile=clarity-rest");

        run.ExitCode.ShouldBe(ExitCode.Finding, run.ToString());
        JsonElement report = JsonElement.Parse(run.Output);
        report.GetProperty("accepted").GetInt32().ShouldBe(5, run.ToString());
        report.GetProperty("rejected").EnumerateArray().Select(static r => r.GetProperty("row").GetInt32()).ShouldBe([6, 7]);
        foreach ((string client, string choice, string signedOn, string? endsOn) in ((string, string, string, string?)[])
        [
            ("1001", "full", "2026-01-02", "2029-01-02"), ("1002", "limited", "2026-01-02", null), ("1003", "none", "2026-01-02", null),
            ("1004", "none", "2026-01-02", null), ("1005", "none", "2026-01-02", null),
        ])
        {
            CommandLineRun shown = await RunAsync("roi", "show", "--agency", "north", "--client", client, "--output", "json");
            JsonElement current = JsonElement.Parse(shown.Output).GetProperty("current");
            (current.GetProperty("choice").GetString(), current.GetProperty("signedOn").GetString(), current.GetProperty("endsOn").GetString())
                .ShouldBe((choice, signedOn, endsOn), client);
        }
    }

    [Theory]
    [InlineData("Yes", "Full Sharing", "full")]
    [InlineData("yes", "limited", "limited")]
    [InlineData("No", "Full Sharing", "none")]
    [InlineData("No", null, "none")]
    [InlineData("Yes", "No Sharing", "none")]
    [InlineData("", "No Sharing", "none")]
    [InlineData(null, "Full Sharing", "full")]
    [InlineData("Yes", null, "?")]
    [InlineData("Yes", "Paper", "?")]
    [InlineData("", "Full Sharing", "?")]
    [InlineData("Maybe", "Full Sharing", "?")]
    [InlineData(null, null, "?")]
    public void Of_a_release_and_a_sharing_option_the_stricter_counts_and_nothing_is_guessed(string? granted, string? option, string choice) =>
        WellSkyRoiRows.ChoiceOf(granted, option).ShouldBe(choice);

    [Fact]
    public async Task An_import_with_an_unknown_column_is_refused_whole()
    {
        await WriteAsync("rois.csv", "client_id,choice,signed_on,shoe_size\na,full,2026-01-02,44\n");

        CommandLineRun run = await RunAsync("roi", "import", "rois.csv", "--agency", "north");

        run.ExitCode.ShouldBe(ExitCode.Usage, run.ToString());
        run.Error.ShouldContain("Column 4");
    }

    [Fact]
    public async Task The_ledger_verifies_until_it_is_changed()
    {
        CommandLineRun whole = await RunAsync("ledger", "verify");
        SqliteConnection.ClearAllPools();
        await using (SqliteConnection connection = new($"Data Source={_folder["data/gateway.db"]}"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "UPDATE ledger SET hash = zeroblob(32) WHERE sequence = 1";
            (await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
        }

        SqliteConnection.ClearAllPools();
        CommandLineRun broken = await RunAsync("ledger", "verify");
        CommandLineRun json = await RunAsync("ledger", "verify", "--output", "json");

        whole.ExitCode.ShouldBe(ExitCode.Done, whole.ToString());
        whole.Output.ShouldMatch(@"verified \d+ entr(y|ies), 1 chain, 0 checkpoints\n$");
        whole.Output.ShouldContain("internal consistency only: no anchor was given");
        broken.ExitCode.ShouldBe(ExitCode.Finding, broken.ToString());
        broken.Output.ShouldContain("entry 1 is bad: ");
        JsonElement.Parse(json.Output).GetProperty("badEntry").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task Reading_verbs_leave_no_entry_in_the_ledger()
    {
        CommandLineRun before = await RunAsync("ledger", "verify");
        await RunAsync("agency", "list");
        CommandLineRun after = await RunAsync("ledger", "verify");

        after.Output.ShouldBe(before.Output);
    }

    [Fact]
    public async Task No_management_file_stays_behind()
    {
        File.Exists(_folder["data/" + ManagementState.TokenFile]).ShouldBeFalse();
        File.Exists(_folder["data/" + ManagementState.AddressFile]).ShouldBeFalse();
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_data_directory_that_is_a_file_is_a_fault()
    {
        await WriteAsync("file", "");

        CommandLineRun run = await CommandLineRun.OfAsync(_folder.Path, "agency", "list", "--data", "file");

        run.ExitCode.ShouldBe(ExitCode.Fault, run.ToString());
        run.Error.ShouldContain("Storage:DataDirectory");
    }

    private Task<CommandLineRun> RunAsync(params string[] arguments) =>
        CommandLineRun.OfAsync(_folder.Path, [.. arguments, "--data", "data"]);

    private Task WriteAsync(string file, string text) => File.WriteAllTextAsync(_folder[file], text, TestContext.Current.CancellationToken);

    private async Task<int> VersionsAsync(string client)
    {
        CommandLineRun shown = await RunAsync("roi", "show", "--agency", "north", "--client", client, "--output", "json");
        return JsonElement.Parse(shown.Output).GetProperty("history").GetArrayLength();
    }
}
