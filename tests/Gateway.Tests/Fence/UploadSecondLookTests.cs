using System.Globalization;
using System.Text;
using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Hosting;
using HmisGateway.Identity;
using HmisGateway.Pipeline.Bulk;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Decisions;
using HmisGateway.Storage.Spools;
using HmisGateway.Telemetry;
using HmisGateway.Tests.AgencyApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HmisGateway.Tests.Fence;

/// <summary>Under the fence it is asked whether anything changed for the clients of an upload since it was taken apart.</summary>
public sealed class UploadSecondLookTests : IAsyncLifetime
{
    private const int Clients = 300;

    private static readonly InspectedRequest s_upload = new()
    {
        Agency = Some.Agency("north"),
        Method = "POST",
        RawTarget = "/bulk/hud-csv",
        Host = "gateway",
        ContentType = "text/csv",
        Header = static _ => null,
        FrontProblem = null,
    };

    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<IDisposable> _owned = [];
    private GatewayUnderTest _gateway = null!;
    private UploadDeliberator _deliberator = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayUnderTest.StartAsync();
        VendorDirectory vendors = new([Vendor.Of(new VendorOptions { Name = "hmis", BaseAddress = "http://127.0.0.1:9", Profile = "hud-csv" }, ProfileCatalog.Load(null))!]);
        ClientAttributor attributor = new(
            _gateway.Storage.Persons, _gateway.Get<Pseudonymizer>(), new GatewayMetrics(_meters.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()), TimeProvider.System);
        ProtectedClients protectedClients = _gateway.Get<ProtectedClients>();
        ConsentDeliberator deliberator = new(
            vendors, attributor, protectedClients, _gateway.Get<RoiCalendar>(), new AttachmentsOptions(), new ConsentOptions(), Options.Create(new GatewayOptions()));
        _deliberator = new UploadDeliberator(
            deliberator, vendors, attributor, protectedClients, _gateway.Storage.Persons, _gateway.Get<RoiCalendar>(), new SpoolFolder(_folder.Path));
        for (int i = 0; i < Clients; i++)
        {
            await RecordAsync(Id(i), "full", "2026-10-01");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _owned.ForEach(static owned => owned.Dispose());
        await _gateway.DisposeAsync();
        await _meters.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(Clients - 1)]
    public async Task A_choice_recorded_since_the_upload_was_taken_apart_counts(int client)
    {
        Deliberation first = await DeliberateAsync();

        await RecordAsync(Id(client), "none", "2026-10-02");

        Deliberation second = await ReconsiderAsync(first);
        second.IsOutdated.ShouldBeTrue();
        second.Decision.ShouldBeOfType<ConsentDecision.Divert>();
    }

    [Fact]
    public async Task A_choice_of_somebody_else_does_not()
    {
        Deliberation first = await DeliberateAsync();

        await RecordAsync("walk-in", "none", "2026-10-02");

        (await ReconsiderAsync(first)).ShouldBeSameAs(first);
        (await ReconsiderAsync(first)).ShouldBeSameAs(first);
    }

    [Fact]
    public async Task What_was_looked_at_again_before_the_fence_is_not_taken_for_unchanged_there()
    {
        Deliberation first = await DeliberateAsync();
        await RecordAsync("walk-in", "full", "2026-10-02");
        (await _deliberator.LookAgainAsync(first)).ShouldBeSameAs(first);

        await RecordAsync(Id(7), "none", "2026-10-02");

        (await _deliberator.LookAgainAsync(first)).IsOutdated.ShouldBeTrue();
    }

    [Fact]
    public async Task A_change_that_says_everything_makes_everybody_be_looked_up_again()
    {
        Deliberation first = await DeliberateAsync();
        first.Split!.Watch.Note(isEverything: true, [], []);
        (await ReconsiderAsync(first)).ShouldBeSameAs(first);

        await RecordAsync(Id(7), "none", "2026-10-02");
        first.Split!.Watch.Take();
        first.Split!.Watch.Note(isEverything: true, [], []);

        (await ReconsiderAsync(first)).IsOutdated.ShouldBeTrue();
    }

    [Fact]
    public void A_watch_that_saw_too_much_says_everything_and_begins_again_when_it_is_asked()
    {
        List<RegistryWatch> left = [];
        using (RegistryWatch watch = new(left.Add))
        {
            PersonId[] persons = [.. Enumerable.Range(1, RegistryWatch.MostChanges).Select(static id => new PersonId(id))];
            watch.Take().AreNone.ShouldBeTrue();
            watch.Note(isEverything: false, [], persons);
            watch.Note(isEverything: false, [Some.Client("a", "c1")], []);

            watch.Take().IsEverything.ShouldBeTrue();

            watch.Note(isEverything: false, [Some.Client("a", "c1")], [new PersonId(3)]);
            SeenChanges seen = watch.Take();
            (seen.IsEverything, seen.References.Count, seen.Persons.Count).ShouldBe((false, 1, 1));
            watch.Take().AreNone.ShouldBeTrue();
        }

        left.Count.ShouldBe(1);
    }

    private static string Id(int client) => string.Create(CultureInfo.InvariantCulture, $"p-{client}");

    private async Task<Deliberation> DeliberateAsync()
    {
        StringBuilder csv = new("PersonalID,FirstName,LastName,SSN,DOB\r\n");
        for (int i = 0; i < Clients; i++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{Id(i)},Given,Family{i},2190{10000 + i},1980-02-03\r\n");
        }

        EncryptedSpool spool = new SpoolFolder(_folder.Path).Create();
        spool.Write(Encoding.UTF8.GetBytes(csv.ToString()));
        spool.Complete();
        _owned.Add(spool);
        Deliberation first = await _deliberator.DeliberateAsync(s_upload, spool);
        first.Decision.ShouldBeOfType<ConsentDecision.Forward>();
        _owned.Add(first.Split!);
        first.Split!.ForwardedRows.ShouldBe(Clients);
        return first;
    }

    private async Task<Deliberation> ReconsiderAsync(Deliberation first) =>
        await _deliberator.ReconsiderAsync(first, new FencedForward(first.Persons, "north", "hmis", first.Swept) { Trace = first.Split!.Trace });

    private async Task RecordAsync(string clientId, string choice, string signedOn) =>
        (await _gateway.Get<RoiRecorder>().RecordAsync("north", clientId, new RoiSubmission { Choice = choice, SignedOn = signedOn }, Actor.Unnamed, Stop))
            .ShouldBeOfType<RoiRecordingOutcome.Recorded>();
}
