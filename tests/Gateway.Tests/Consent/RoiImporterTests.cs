using System.Text;
using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Tests.AgencyApi;

namespace HmisGateway.Tests.Consent;

public sealed class RoiImporterTests : IAsyncLifetime
{
    private const string Header = "client_id,choice,signed_on,ends_on,signer,first_name,last_name,dob,ssn,vendor_id\n";

    private GatewayUnderTest _gateway = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _gateway = await GatewayUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Of_a_thousand_rows_the_bad_ones_are_named_and_the_others_recorded()
    {
        StringBuilder file = new(Header);
        List<int> bad = [];
        for (int row = 1; row <= 1000; row++)
        {
            if (row % 7 == 0)
            {
                bad.Add(row);
            }

            file.Append(row % 7 != 0 ? $"c-{row},{(row % 3 == 0 ? "none" : "full")},2026-01-02,,self,Ann{row},Smith,1980-01-02,,{row}\n" : (row % 4) switch
            {
                0 => $"c {row},full,2026-01-02,,self,Canary,Smith,,,\n",
                1 => $"c-{row},maybe,2026-01-02,,self,Canary,Smith,,,\n",
                2 => $"c-{row},full,2030-01-02,,self,Canary,Smith,,,\n",
                _ => $"c-{row},full,2026-01-02,2025-01-01,self,\"Canary,Smith,,,\n",
            });
        }

        RoiImportOutcome.Completed completed = await ImportAsync(file.ToString());

        completed.Accepted.ShouldBe(1000 - bad.Count);
        completed.Rejected.Select(static rejection => rejection.Row).ShouldBe(bad);
        completed.Rejected.ShouldAllBe(static rejection => !rejection.Problem.Contains("Canary", StringComparison.Ordinal) && rejection.Problem.Length > 10);
        completed.Rejected.Single(static rejection => rejection.Row == 28).Problem.ShouldStartWith("client_id:");
        completed.Rejected.Single(static rejection => rejection.Row == 21).Problem.ShouldStartWith("choice:");
        completed.Rejected.Single(static rejection => rejection.Row == 14).Problem.ShouldStartWith("signed_on:");
        (await ReadAsync("c-3"))!.Current.Choice.ShouldBe("none");
        (await ReadAsync("c-1000"))!.History.ShouldHaveSingleItem().Source.ShouldBe("import");
        (await ReadAsync("c-7")).ShouldBeNull();
    }

    [Fact]
    public async Task A_file_may_be_imported_again_without_new_versions()
    {
        string file = Header + string.Concat(Enumerable.Range(1, 2500).Select(static row => $"c-{row},full,2026-01-02,2029-01-02,self,Ann{row},Smith,1980-01-02,,{row}\n"));

        (await ImportAsync(file)).Accepted.ShouldBe(2500);
        RoiImportOutcome.Completed again = await ImportAsync(file);

        (again.Accepted, again.Rejected.Count, again.Drained).ShouldBe((2500, 0, DrainResult.None));
        (await ReadAsync("c-2500"))!.History.Count.ShouldBe(1);
        (await _gateway.LedgerAsync()).Split("roi.imported").Length.ShouldBe(1 + 1);
    }

    [Fact]
    public async Task A_row_that_adds_an_HMIS_id_or_an_identity_is_recorded_although_its_form_is_on_file()
    {
        await ImportAsync(Header + "c-1,full,2026-01-02,,,,,,,\n");
        await ImportAsync(Header + "c-1,full,2026-01-02,,,,,,,1003\n");
        await ImportAsync(Header + "c-1,full,2026-01-02,,,Ann,Smith,,,1003\n");
        await ImportAsync(Header + "c-1,full,2026-01-02,,,Ann,Smith,,,1003\n");

        (await ReadAsync("c-1"))!.History.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Older_forms_and_repeated_rows_of_one_file_are_recorded_once_each()
    {
        const string file = Header + "c-1,full,2024-01-02,,,,,,,\nc-1,none,2025-01-02,,,,,,,\nc-1,full,2024-01-02,,,,,,,\n";

        (await ImportAsync(file)).Accepted.ShouldBe(3);
        (await ImportAsync(file)).Accepted.ShouldBe(3);

        RoiOnFile onFile = (await ReadAsync("c-1"))!;
        (onFile.History.Count, onFile.Current.Choice).ShouldBe((2, "none"));
    }

    [Fact]
    public async Task A_dry_run_finds_the_same_problems_and_records_nothing()
    {
        const string file = Header + "c-1,full,2024-01-02,,,,,,,\nc-2,full,,,,,,,,\n";

        RoiImportOutcome.Completed completed = await ImportAsync(file, new RoiImportOptions(DropEnds: false, IsDryRun: true));

        (completed.Accepted, completed.Rejected.ShouldHaveSingleItem().Row).ShouldBe((1, 2));
        (await ReadAsync("c-1")).ShouldBeNull();
        (await _gateway.LedgerAsync()).ShouldNotContain("roi.imported");
    }

    [Fact]
    public async Task Ends_can_be_dropped_for_forms_that_do_not_expire()
    {
        const string file = Header + "c-1,full,2020-01-02,2023-01-02,,,,,,\n";

        await ImportAsync(file, new RoiImportOptions(DropEnds: true, IsDryRun: false));
        (await ReadAsync("c-1"))!.Current.ShouldBe(new RoiState("full", "active", "2020-01-02", null, 1));
        await ImportAsync(file);
        (await ReadAsync("c-1"))!.Current.Status.ShouldBe("expired");
    }

    [Fact]
    public async Task Progress_is_told_after_each_batch()
    {
        List<RoiImportProgress> told = [];
        string file = Header + string.Concat(Enumerable.Range(1, 8001).Select(static row => $"c-{row},{(row == 5000 ? "?" : "full")},2026-01-02,,,,,,,\n"));
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(file));

        await _gateway.Get<RoiImporter>().ImportAsync("north", stream, RoiImportOptions.Default, Actor.Unnamed, new Told(told), Stop);

        told.ShouldBe([new(4000, 4000, 0), new(8000, 7999, 1), new(8001, 8000, 1)]);
    }

    [Fact]
    public async Task A_header_that_does_not_fit_refuses_the_file() =>
        (await ImportAnyAsync("client_id,choice\n", RoiImportOptions.Default)).ShouldBeOfType<RoiImportOutcome.Refused>().Problem.ShouldContain("signed_on");

    private async Task<RoiImportOutcome> ImportAnyAsync(string file, RoiImportOptions options)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(file));
        return await _gateway.Get<RoiImporter>().ImportAsync("north", stream, options, Actor.Unnamed, progress: null, Stop);
    }

    private async Task<RoiImportOutcome.Completed> ImportAsync(string file, RoiImportOptions? options = null) =>
        (await ImportAnyAsync(file, options ?? RoiImportOptions.Default)).ShouldBeOfType<RoiImportOutcome.Completed>();

    private Task<RoiOnFile?> ReadAsync(string clientId) => _gateway.Get<RoiReader>().ReadAsync("north", clientId, Stop);

    private sealed class Told(List<RoiImportProgress> told) : IProgress<RoiImportProgress>
    {
        public void Report(RoiImportProgress value) => told.Add(value);
    }
}
