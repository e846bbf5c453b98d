using HmisGateway.Consent;
using HmisGateway.Consent.Sources;
using HmisGateway.Hosting;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Telemetry;
using HmisGateway.Testing;
using HmisGateway.Tests.AgencyApi;
using HmisGateway.Tests.Fence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace HmisGateway.Tests.Consent.Sources;

/// <summary>What an outside source says becomes what the registry says, over real storage.</summary>
public sealed class RoiSynchronizerTests : IAsyncLifetime
{
    private readonly StubRoiSource _source = new();
    private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private GatewayUnderTest _gateway = null!;
    private RoiSynchronizer _synchronizer = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayUnderTest.StartAsync();
        await _gateway.AddAgencyAsync("north");
        _synchronizer = new RoiSynchronizer(
            _gateway.Get<RoiValidator>(),
            _gateway.Get<RoiEntryBuilder>(),
            _gateway.Get<FencedRegistry>(),
            _gateway.Storage.Consent,
            _gateway.Storage.Persons,
            _gateway.Get<RoiEvidence>(),
            _gateway.Get<IKeyRing>(),
            _gateway.Get<Pseudonymizer>(),
            _gateway.Get<RoiCalendar>(),
            [new VendorOptions { Name = "hmis" }],
            new ConsentOptions(),
            new GatewayMetrics(_meters.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()),
            TimeProvider.System,
            NullLogger<RoiSynchronizer>.Instance,
            _source);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _meters.DisposeAsync();
    }

    [Fact]
    public async Task A_grant_of_the_source_permits_and_is_recorded_once()
    {
        _source.Forms["a-1"] = [Form("full", "2026-10-01")];

        (await AskAsync("a-1")).ShouldBeTrue();
        (await AskAsync("a-1")).ShouldBeFalse();

        (await StatusAsync("a-1")).ShouldBe(new ConsentStatus.Permitted(SharingChoice.Full));
        RoiHistoryEntry only = (await HistoryAsync("a-1")).ShouldHaveSingleItem();
        only.Source.ShouldBe("outside");
    }

    [Fact]
    public async Task A_grant_that_the_source_no_longer_has_ends_and_comes_back_with_it()
    {
        _source.Forms["a-1"] = [Form("full", "2026-10-01")];
        await AskAsync("a-1");

        _source.Forms.Clear();
        (await AskAsync("a-1")).ShouldBeTrue();
        (await StatusAsync("a-1")).ShouldBeOfType<ConsentStatus.Expired>();
        (await AskAsync("a-1")).ShouldBeFalse();

        _source.Forms["a-1"] = [Form("full", "2026-10-01")];
        (await AskAsync("a-1")).ShouldBeTrue();
        (await StatusAsync("a-1")).ShouldBe(new ConsentStatus.Permitted(SharingChoice.Full));
        (await HistoryAsync("a-1")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_grant_that_ends_earlier_or_was_corrected_counts_as_it_is_now()
    {
        _source.Forms["a-1"] = [Form("full", "2026-10-01")];
        await AskAsync("a-1");

        _source.Forms["a-1"] = [Form("limited", "2026-09-01")];
        await AskAsync("a-1");
        (await StatusAsync("a-1")).ShouldBe(new ConsentStatus.Permitted(SharingChoice.Limited));

        _source.Forms["a-1"] = [Form("limited", "2026-09-01", endsOn: "2026-10-31")];
        await AskAsync("a-1");
        (await StatusAsync("a-1")).ShouldBeOfType<ConsentStatus.Expired>();
    }

    [Fact]
    public async Task A_no_sharing_stays_when_the_source_forgets_it_and_no_grant_of_the_source_lifts_it()
    {
        _source.Forms["a-1"] = [Form("none", "2026-10-01")];
        (await AskAsync("a-1")).ShouldBeTrue();
        (await StatusAsync("a-1")).ShouldBeOfType<ConsentStatus.NoSharing>();

        _source.Forms.Clear();
        (await AskAsync("a-1")).ShouldBeFalse();
        _source.Forms["a-1"] = [Form("full", "2026-10-20")];
        await AskAsync("a-1");

        (await StatusAsync("a-1")).ShouldBeOfType<ConsentStatus.NoSharing>("the signed copy is not stored");
    }

    [Fact]
    public async Task What_the_agency_recorded_itself_is_left_alone()
    {
        await RecordAsync("a-1", "full", "2026-10-01");

        (await AskAsync("a-1")).ShouldBeFalse();

        (await StatusAsync("a-1")).ShouldBe(new ConsentStatus.Permitted(SharingChoice.Full));
    }

    [Fact]
    public async Task A_grant_that_was_imported_ends_when_the_source_does_not_have_it()
    {
        byte[] file = "client_id,choice,signed_on\na-1,full,2026-10-01\n"u8.ToArray();
        (await _gateway.Get<RoiImporter>().ImportAsync("north", new MemoryStream(file), new RoiImportOptions(DropEnds: false, IsDryRun: false), HmisGateway.Agencies.Actor.Unnamed, null, Stop))
            .ShouldBeOfType<RoiImportOutcome.Completed>();
        (await StatusAsync("a-1")).ShouldBe(new ConsentStatus.Permitted(SharingChoice.Full));

        (await AskAsync("a-1")).ShouldBeTrue();

        (await StatusAsync("a-1")).ShouldBeOfType<ConsentStatus.Expired>();
    }

    [Fact]
    public void Somebody_on_file_by_an_hmis_id_only_is_asked_for_by_that_id()
    {
        HashSet<RoiSourceQuestion> questions = [Client("hmis.1007"), Client("a-1")];

        _synchronizer.AddHmisIds(questions);

        questions.ShouldBe([Client("hmis.1007"), Client("a-1"), Vendor("1007")], ignoreOrder: true);
    }

    [Fact]
    public async Task Answers_by_several_ids_of_one_client_are_one_history()
    {
        _source.Forms["a-1"] = [Form("limited", "2026-10-01"), Form("full", "2026-09-01")];
        _source.VendorIds["1001"] = "a-1";

        await _synchronizer.TakeOverAsync("north", [Client("a-1"), Client("a-2"), Vendor("1001")], Stop);

        (await StatusAsync("a-1")).ShouldBe(new ConsentStatus.Permitted(SharingChoice.Limited));
        (await _synchronizer.TakeOverAsync("north", [Client("a-1"), Client("a-2"), Vendor("1001")], Stop)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_no_sharing_of_the_source_waits_for_the_forward_in_flight()
    {
        _source.Forms["a-1"] = [Form("full", "2026-10-01")];
        await AskAsync("a-1");
        IFencePass pass = (await _gateway.Get<IConsentFence>().EnterAsync([.. (await LookUpAsync("a-1")).Persons.Values.SelectMany(static found => found)], Stop)).ShouldNotBeNull();

        _source.Forms["a-1"] = [Form("none", "2026-10-02")];
        Task<bool> asking = AskAsync("a-1");
        await Eventually.HoldsAsync(async () => (await HistoryAsync("a-1")).Count == 2);
        asking.IsCompleted.ShouldBeFalse();
        pass.Dispose();

        (await asking).ShouldBeTrue();
    }

    [Fact]
    public async Task An_hmis_id_leads_to_the_agencys_own_client_and_is_remembered()
    {
        _source.Forms["a-1"] = [Form("full", "2026-10-01")];
        _source.VendorIds["1001"] = "a-1";
        await AskAsync("a-1");

        (await _synchronizer.TakeOverAsync("north", [Vendor("1001")], Stop)).ShouldBeTrue();
        (await _synchronizer.TakeOverAsync("north", [Vendor("1001")], Stop)).ShouldBeFalse();

        Pseudonym vendor = _gateway.Get<Pseudonymizer>().Of(IdentifierScheme.Vendor, "hmis", "1001");
        PersonSnapshot snapshot = await _gateway.Storage.Persons.LookUpAsync([vendor], Stop);
        snapshot.Histories[snapshot.Persons[vendor].ShouldHaveSingleItem()].StatusFor("north", _gateway.Get<RoiCalendar>().Today)
            .ShouldBe(new ConsentStatus.Permitted(SharingChoice.Full));
    }

    [Fact]
    public async Task Somebody_whom_the_request_names_otherwise_is_asked_for_by_the_agencys_own_id()
    {
        _source.Forms["a-1"] = [Form("full", "2026-10-01")];
        await AskAsync("a-1");
        PersonId[] known = [.. (await LookUpAsync("a-1")).Persons.Values.SelectMany(static found => found)];
        _source.Forms["a-1"] = [Form("none", "2026-10-02")];

        (await _synchronizer.TakeOverAsync("north", await _synchronizer.QuestionsOfAsync("north", known, Stop), Stop)).ShouldBeTrue();

        (await StatusAsync("a-1")).ShouldBeOfType<ConsentStatus.NoSharing>();
    }

    [Fact]
    public async Task Many_clients_are_asked_for_in_several_questions()
    {
        RoiSourceQuestion[] stated = [.. Enumerable.Range(0, 5).Select(static i => Client($"a-{i}"))];
        foreach (RoiSourceQuestion one in stated)
        {
            _source.Forms[one.ClientId!] = [Form("full", "2026-10-01")];
        }

        (await _synchronizer.TakeOverAsync("north", stated, Stop)).ShouldBeTrue();

        _source.Asked.ShouldBe(stated, ignoreOrder: true);
        (await StatusAsync("a-4")).ShouldBe(new ConsentStatus.Permitted(SharingChoice.Full));
    }

    [Fact]
    public async Task Requests_at_the_same_time_record_a_form_once()
    {
        _source.Forms["a-1"] = [Form("full", "2026-10-01")];

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => AskAsync("a-1"), Stop)));

        (await HistoryAsync("a-1")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_source_that_does_not_answer_stops_the_request()
    {
        _source.IsDown = true;
        await Should.ThrowAsync<RoiSourceUnavailableException>(() => AskAsync("a-1"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nome")]
    public async Task A_form_whose_choice_cannot_be_read_stops_the_request(string? choice)
    {
        _source.Forms["a-1"] = [new RoiSubmission { Choice = choice, SignedOn = "2026-10-01" }];
        await Should.ThrowAsync<RoiSourceUnavailableException>(() => AskAsync("a-1"));
    }

    [Theory]
    [InlineData("2026-10-10", "2026-10-01", "self")]
    [InlineData("2026-10-10", null, "refused")]
    [InlineData("yesterday", null, "self")]
    public async Task A_grant_that_no_form_can_be_takes_the_older_ones_with_it(string signedOn, string? endsOn, string signer)
    {
        _source.Forms["a-1"] = [Form("full", "2026-10-01")];
        await AskAsync("a-1");

        _source.Forms["a-1"] = [Form("full", "2026-10-01"), Form("limited", signedOn, endsOn) with { Signer = signer }];
        await AskAsync("a-1");

        (await StatusAsync("a-1")).ShouldBeOfType<ConsentStatus.Expired>();
    }

    [Fact]
    public async Task A_grant_dated_ahead_does_not_count()
    {
        _source.Forms["a-1"] = [Form("full", "2026-12-24")];
        (await AskAsync("a-1")).ShouldBeFalse();
        (await HistoryAsync("a-1")).ShouldBeEmpty();
    }

    private static RoiSubmission Form(string choice, string signedOn, string? endsOn = null) => new() { Choice = choice, SignedOn = signedOn, EndsOn = endsOn };

    private static RoiSourceQuestion Client(string id) => new(id, null);

    private static RoiSourceQuestion Vendor(string id) => new(null, new VendorClientId("hmis", id));

    private Task<bool> AskAsync(string client) => _synchronizer.TakeOverAsync("north", [Client(client)], Stop);

    private async Task RecordAsync(string client, string choice, string signedOn) => (await _gateway.Get<RoiRecorder>().RecordAsync(
        "north", client, Form(choice, signedOn), HmisGateway.Agencies.Actor.Unnamed, Stop)).ShouldBeOfType<RoiRecordingOutcome.Recorded>();

    private async Task<PersonSnapshot> LookUpAsync(string client) =>
        await _gateway.Storage.Persons.LookUpAsync([_gateway.Get<Pseudonymizer>().OfAgencyClient("north", client)], Stop);

    private async Task<ConsentStatus> StatusAsync(string client) =>
        (await LookUpAsync(client)).Histories.Values.Single().StatusFor("north", _gateway.Get<RoiCalendar>().Today);

    private async Task<IReadOnlyList<RoiHistoryEntry>> HistoryAsync(string client) =>
        (await _gateway.Get<RoiReader>().ReadAsync("north", client, Stop))?.History ?? [];
}
