using System.Text;
using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Hosting;
using HmisGateway.Identity;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Decisions;
using HmisGateway.Telemetry;
using HmisGateway.Tests.AgencyApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HmisGateway.Tests.Fence;

/// <summary>Under the fence a request is decided again: what was committed since the first decision counts.</summary>
public sealed class SecondResolutionTests : IAsyncLifetime
{
    private const string Note = """{"clientNote":{"title":"Visit","note":"came with 219-09-9999","date":"10/10/2026"},"fields":"id"}""";

    private static readonly byte[] Upload = "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--b--"u8.ToArray();

    private static readonly StatedIdentity Ann = new() { Ssn = "219-09-9999" };

    private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private GatewayUnderTest _gateway = null!;
    private VendorDirectory _vendors = null!;
    private ConsentDeliberator _deliberator = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ProtectedClients Protected => _gateway.Get<ProtectedClients>();

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayUnderTest.StartAsync();
        _vendors = new VendorDirectory([VendorBy("clarity-rest")]);
        ClientAttributor attributor = new(
            _gateway.Storage.Persons, _gateway.Get<Pseudonymizer>(), new GatewayMetrics(_meters.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()), TimeProvider.System);
        _deliberator = new ConsentDeliberator(
            _vendors, attributor, Protected, _gateway.Get<RoiCalendar>(), new AttachmentsOptions(), new ConsentOptions(), Options.Create(new GatewayOptions()));
        await RecordAsync("full-1", new RoiSubmission { Choice = "full", SignedOn = "2026-10-01", VendorId = "1001" });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _meters.DisposeAsync();
    }

    [Fact]
    public async Task A_choice_recorded_between_the_decision_and_the_fence_counts()
    {
        Deliberation first = await DeliberateAsync();
        first.Decision.ShouldBeOfType<ConsentDecision.Forward>();

        await RecordAsync("full-1", new RoiSubmission { Choice = "none", SignedOn = "2026-10-02" });

        (await ReconsiderAsync(first)).Code.ShouldBe(DivertCode.NoSharing);
    }

    [Fact]
    public async Task A_mention_of_a_client_whose_choice_was_recorded_between_the_decision_and_the_fence_counts()
    {
        Deliberation first = await DeliberateAsync();
        first.Decision.ShouldBeOfType<ConsentDecision.Forward>();

        await RecordAsync("none-1", new RoiSubmission { Choice = "none", SignedOn = "2026-10-02", Identity = Ann });

        (await ReconsiderAsync(first)).Code.ShouldBe(DivertCode.MentionsProtectedClient);
    }

    [Fact]
    public async Task A_decision_made_between_the_commit_of_a_choice_and_the_filling_of_the_index_counts_no_more()
    {
        RoiValidation.Valid valid = _gateway.Get<RoiValidator>().Validate(new RoiSubmission { Choice = "none", SignedOn = "2026-10-02", Identity = Ann })
            .ShouldBeOfType<RoiValidation.Valid>();
        SealedRoi form = _gateway.Get<RoiEntryBuilder>().Build("north", "none-1", valid.Draft, RoiSource.Recorded, Actor.Unnamed, Some.Moment);
        await _gateway.Storage.Consent.RecordAsync([form.Entry], Some.Event(), Stop);
        Deliberation first = await DeliberateAsync();
        first.Decision.ShouldBeOfType<ConsentDecision.Forward>();

        await Protected.AddAsync((await _gateway.Storage.Persons.LookUpAsync([form.Entry.Client], Stop)).Histories, Stop);

        (await ReconsiderAsync(first)).Code.ShouldBe(DivertCode.MentionsProtectedClient);
    }

    [Fact]
    public async Task What_is_forwarded_after_the_second_look_is_the_rebuilt_body_still()
    {
        InspectedRequest upload = new()
        {
            Agency = Some.Agency("north"),
            Method = "POST",
            RawTarget = "/clients/1001/photo/upload",
            Host = "gateway",
            ContentType = "multipart/form-data; boundary=b",
            Header = static _ => null,
            FrontProblem = null,
        };
        Deliberation first = await _deliberator.DeliberateAsync(
            upload, Upload, bodyProblem: null, Stop);
        first.Decision.ShouldBeOfType<ConsentDecision.Forward>();

        await RecordAsync("none-1", new RoiSubmission { Choice = "none", SignedOn = "2026-10-02", Identity = Ann });

        Deliberation second = await _deliberator.ReconsiderAsync(upload, Upload, first, Stop);
        second.ShouldNotBeSameAs(first);
        second.Decision.ShouldBeOfType<ConsentDecision.Forward>();
        second.Rebuilt.ShouldNotBeNull().ShouldBeSameAs(first.Rebuilt);
    }

    [Fact]
    public async Task A_profile_loaded_between_the_decision_and_the_fence_counts()
    {
        Deliberation first = await DeliberateAsync();
        first.Decision.ShouldBeOfType<ConsentDecision.Forward>();

        _vendors.Replace([VendorBy("hud-api")]);

        (await ReconsiderAsync(first)).Code.ShouldBe(DivertCode.RouteUnclassified);
    }

    [Fact]
    public async Task The_same_profile_loaded_anew_reads_the_request_anew_and_names_the_vendor_that_holds_it()
    {
        Deliberation first = await DeliberateAsync();
        Vendor again = VendorBy("clarity-rest");

        _vendors.Replace([again]);

        Deliberation second = await AgainAsync(first);
        second.Decision.ShouldBeOfType<ConsentDecision.Forward>();
        second.Destination!.Value.Vendor.ShouldBeSameAs(again);
        (await AgainAsync(second)).ShouldBeSameAs(second);
    }

    private InspectedRequest Request { get; } = new()
    {
        Agency = Some.Agency("north"),
        Method = "POST",
        RawTarget = "/clients/1001/client-notes",
        Host = "gateway",
        ContentType = "application/json",
        Header = static _ => null,
        FrontProblem = null,
    };

    private async Task<Deliberation> DeliberateAsync() => await _deliberator.DeliberateAsync(Request, Encoding.UTF8.GetBytes(Note), bodyProblem: null, Stop);

    private async Task<ConsentDecision.Divert> ReconsiderAsync(Deliberation first) =>
        (await AgainAsync(first)).Decision.ShouldBeOfType<ConsentDecision.Divert>();

    private async Task<Deliberation> AgainAsync(Deliberation first) =>
        await _deliberator.ReconsiderAsync(Request, Encoding.UTF8.GetBytes(Note), first, Stop);

    private static Vendor VendorBy(string profile) =>
        Vendor.Of(new VendorOptions { Name = "hmis", BaseAddress = "http://127.0.0.1:9", Profile = profile }, ProfileCatalog.Load(null))!;

    private async Task RecordAsync(string clientId, RoiSubmission submission) =>
        (await _gateway.Get<RoiRecorder>().RecordAsync("north", clientId, submission, Actor.Unnamed, Stop)).ShouldBeOfType<RoiRecordingOutcome.Recorded>();
}
