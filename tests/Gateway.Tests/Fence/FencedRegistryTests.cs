using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Storage;
using HmisGateway.Testing;
using HmisGateway.Tests.AgencyApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace HmisGateway.Tests.Fence;

/// <summary>Recording over real storage: what is waited for, and what a failure leaves denied.</summary>
public sealed class FencedRegistryTests : IAsyncLifetime
{
    private static readonly StatedIdentity Ann = new() { FirstName = "Ann", LastName = "Lee", Dob = "1985-12-10", Ssn = "219-09-9999" };

    private GatewayUnderTest _gateway = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IConsentFence Fence => _gateway.Get<IConsentFence>();

    private ProtectedClients Protected => _gateway.Get<ProtectedClients>();

    public async ValueTask InitializeAsync() => _gateway = await GatewayUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData("her number is 219 09 9999", "south")]
    [InlineData("Ann Lee, born 12/10/1985", "south")]
    [InlineData("saw Ann Lee", "north")]
    [InlineData("see case AB12345", "north")]
    [InlineData("hmis id 900100200300", "south")]
    public async Task A_none_waits_for_another_clients_forward_that_mentions_the_person(string note, string agency)
    {
        IFencePass pass = await EnterAsync(note, agency);

        Task<RoiRecordingOutcome.Recorded> none = NoneAsync("AB12345", Ann, vendorId: "900100200300");
        await UntilCurrentAsync("AB12345", "none");
        none.IsCompleted.ShouldBeFalse();
        pass.Dispose();

        (await none).Drained.ShouldBe(DrainResult.Explicit);
    }

    [Theory]
    [InlineData("saw Ann Lee", "south")]
    [InlineData("see case AB12345", "south")]
    [InlineData("saw Ann Leeson, born 12/10/1985", "north")]
    public async Task A_forward_that_may_be_about_somebody_else_is_not_waited_for(string note, string agency)
    {
        using IFencePass pass = await EnterAsync(note, agency);

        (await NoneAsync("AB12345", Ann)).Drained.ShouldBe(DrainResult.None);
    }

    [Fact]
    public async Task What_an_earlier_form_stated_is_waited_for_too()
    {
        await RecordAsync("AB12345", new RoiSubmission { Choice = "full", SignedOn = "2026-10-01", Identity = Ann });
        IFencePass pass = await EnterAsync("her number is 219-09-9999", "south");

        Task<RoiRecordingOutcome.Recorded> none = NoneAsync("AB12345", identity: null);
        await UntilCurrentAsync("AB12345", "none");
        none.IsCompleted.ShouldBeFalse();
        pass.Dispose();

        (await none).Drained.ShouldBe(DrainResult.Explicit);
    }

    [Fact]
    public async Task An_identity_that_is_added_to_a_no_sharing_client_is_waited_for()
    {
        await NoneAsync("AB12345", identity: null);
        IFencePass pass = await EnterAsync("her number is 219-09-9999", "south");

        Task<RoiRecordingOutcome.Recorded> older = RecordAsync("AB12345", new RoiSubmission { Choice = "full", SignedOn = "2020-01-01", Identity = Ann });
        await Eventually.HoldsAsync(async () => (await _gateway.Get<RoiReader>().ReadAsync("north", "AB12345", Stop))!.History.Count == 2);
        older.IsCompleted.ShouldBeFalse();
        pass.Dispose();

        (await older).Drained.ShouldBe(DrainResult.Explicit);
    }

    [Fact]
    public async Task A_full_waits_for_nobody_who_mentions_the_client()
    {
        using IFencePass pass = await EnterAsync("her number is 219-09-9999", "north");

        (await RecordAsync("AB12345", new RoiSubmission { Choice = "full", SignedOn = "2026-10-01", Identity = Ann })).Drained.ShouldBe(DrainResult.None);
    }

    [Fact]
    public async Task A_form_whose_commit_is_uncertain_leaves_its_clients_denied()
    {
        await RecordAsync("AB12345", new RoiSubmission { Choice = "full", SignedOn = "2026-10-01", Identity = Ann });
        PersonId person = await PersonOfAsync("AB12345");

        await Should.ThrowAsync<CommitOutcomeUnknownException>(FailAsync("AB12345", new CommitOutcomeUnknownException("The disk went away.")));

        (await Fence.EnterAsync([person], Stop)).ShouldBeNull();
        (await Fence.EnterAsync(Forward("her number is 219-09-9999", "south"), Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task A_caller_that_cannot_wait_is_not_told_that_a_form_is_on_file_when_nobody_knows()
    {
        FencedRegistry fenced = FailingWith(new CommitOutcomeUnknownException("The disk went away."));
        RoiRecorder recorder = ActivatorUtilities.CreateInstance<RoiRecorder>(_gateway.Get<IServiceProvider>(), fenced);

        await Should.ThrowAsync<CommitOutcomeUnknownException>(recorder.RecordAsync(
            "north", "AB12345", new RoiSubmission { Choice = "none", SignedOn = "2026-10-02" }, Actor.Unnamed, TimeSpan.Zero, Stop));
    }

    [Fact]
    public async Task A_form_that_was_certainly_not_committed_leaves_nobody_denied()
    {
        await RecordAsync("AB12345", new RoiSubmission { Choice = "full", SignedOn = "2026-10-01", Identity = Ann });
        PersonId person = await PersonOfAsync("AB12345");

        await Should.ThrowAsync<IOException>(FailAsync("AB12345", new IOException("No room.")));

        using IFencePass? pass = await Fence.EnterAsync([person], Stop);
        pass.ShouldNotBeNull();
        using IFencePass? mention = await Fence.EnterAsync(Forward("her number is 219-09-9999", "south"), Stop);
        mention.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_restart_knows_every_no_sharing_client_again()
    {
        await NoneAsync("AB12345", Ann, vendorId: "900100200300");
        ProtectedClients restarted = new(_gateway.Storage.Persons, _gateway.Get<IKeyRing>(), _gateway.Get<Pseudonymizer>());
        await restarted.LoadAsync(Stop);

        foreach (string note in (string[])["219099999", "AB12345", "900100200300", "Lee, Ann"])
        {
            (await restarted.FindAsync(
                "north", "hmis", Policy.Profiles.Operation.Create, Swept.Text(restarted.Key, note), Nobody, Stop)).ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task The_own_name_of_a_client_is_no_mention_of_a_namesake()
    {
        await NoneAsync("none-77", Ann);
        await RecordAsync("full-77", new RoiSubmission { Choice = "full", SignedOn = "2026-10-01", Identity = Ann with { Dob = "1999-01-01", Ssn = null } });
        Attribution own = Nobody with { Persons = [await PersonOfAsync("full-77")] };

        (await FindAsync("saw Ann Lee", own)).ShouldBeEmpty();
        (await FindAsync("saw Ann Lee", Nobody)).ShouldHaveSingleItem();
        (await FindAsync("saw Ann Lee, born 1985-12-10", own)).ShouldHaveSingleItem();
        (await FindAsync("saw Ann Lee, 219-09-9999", own)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Whoever_is_on_file_is_protected_once_somebody_was_told_that_nothing_is_in_flight()
    {
        RoiValidation.Valid valid = _gateway.Get<RoiValidator>().Validate(new RoiSubmission { Choice = "none", SignedOn = "2026-10-02", Identity = Ann }).ShouldBeOfType<RoiValidation.Valid>();
        SealedRoi form = _gateway.Get<RoiEntryBuilder>().Build("north", "none-78", valid.Draft, RoiSource.Recorded, Actor.Unnamed, Some.Moment);

        // As by a process that ended after its commit.
        await _gateway.Storage.Consent.RecordAsync([form.Entry], Some.Event(), Stop);
        (await FindAsync("saw Ann Lee, 219-09-9999", Nobody)).ShouldBeEmpty();

        await _gateway.Get<FencedRegistry>().RepeatAsync(form.Concerns, Stop);

        (await FindAsync("saw Ann Lee, 219-09-9999", Nobody)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Whoever_is_on_file_is_protected_though_the_anchor_failed_after_the_commit()
    {
        RoiValidation.Valid valid = _gateway.Get<RoiValidator>().Validate(new RoiSubmission { Choice = "none", SignedOn = "2026-10-02", Identity = Ann }).ShouldBeOfType<RoiValidation.Valid>();
        SealedRoi form = _gateway.Get<RoiEntryBuilder>().Build("north", "none-79", valid.Draft, RoiSource.Recorded, Actor.Unnamed, Some.Moment);
        await _gateway.Storage.Consent.RecordAsync([form.Entry], Some.Event(), Stop);

        await Should.ThrowAsync<IOException>(() => FailingWith(new IOException("The anchor cannot be written.")).RecordAsync([form], _ => Some.Event(), Stop));

        (await FindAsync("saw Ann Lee, 219-09-9999", Nobody)).ShouldHaveSingleItem();
    }

    private static Attribution Nobody { get; } = new([], [], new Dictionary<PersonId, ConsentHistory>(), [], false, null!);

    private async Task<IReadOnlyList<Policy.Decisions.ProtectedMention>> FindAsync(string note, Attribution attribution) =>
        await Protected.FindAsync("north", "hmis", Policy.Profiles.Operation.Create, Swept.Text(Protected.Key, note), attribution, Stop);

    private FencedForward Forward(string note, string agency) => new([new PersonId(99)], agency, "hmis", Swept.Text(Protected.Key, note));

    private async Task<IFencePass> EnterAsync(string note, string agency) => (await Fence.EnterAsync(Forward(note, agency), Stop))!;

    private Task<(IReadOnlyList<RoiRecording> Recordings, DrainResult Drained)> FailAsync(string clientId, Exception exception)
    {
        RoiValidation.Valid valid = _gateway.Get<RoiValidator>().Validate(new RoiSubmission { Choice = "none", SignedOn = "2026-10-02" })
            .ShouldBeOfType<RoiValidation.Valid>();
        SealedRoi form = _gateway.Get<RoiEntryBuilder>().Build("north", clientId, valid.Draft, RoiSource.Recorded, Actor.Unnamed, Some.Moment);
        return FailingWith(exception).RecordAsync([form], _ => Some.Event(), Stop);
    }

    private FencedRegistry FailingWith(Exception exception) =>
        new(new FailingRegistry(exception), _gateway.Storage.Persons, Protected, Fence, NullLogger<FencedRegistry>.Instance);

    private Task<RoiRecordingOutcome.Recorded> NoneAsync(string clientId, StatedIdentity? identity, string? vendorId = null) =>
        RecordAsync(clientId, new RoiSubmission { Choice = "none", SignedOn = "2026-10-02", Identity = identity, VendorId = vendorId });

    private async Task<RoiRecordingOutcome.Recorded> RecordAsync(string clientId, RoiSubmission submission) =>
        (await _gateway.Get<RoiRecorder>().RecordAsync("north", clientId, submission, Actor.Unnamed, Stop)).ShouldBeOfType<RoiRecordingOutcome.Recorded>();

    private async Task<PersonId> PersonOfAsync(string clientId) =>
        (await _gateway.Storage.Persons.LookUpAsync([_gateway.Get<Pseudonymizer>().OfAgencyClient("north", clientId)], Stop))
            .Persons.Values.ShouldHaveSingleItem().ShouldHaveSingleItem();

    private Task UntilCurrentAsync(string clientId, string choice) =>
        Eventually.HoldsAsync(async () => (await _gateway.Get<RoiReader>().ReadAsync("north", clientId, Stop))?.Current.Choice == choice);

    private sealed class FailingRegistry(Exception exception) : IConsentRegistry
    {
        public ValueTask<IReadOnlyList<RoiRecording>> RecordAsync(
            IReadOnlyList<RoiEntry> entries, Func<IReadOnlyList<RoiRecording>, LedgerEvent> evidence, CancellationToken cancellationToken) =>
            ValueTask.FromException<IReadOnlyList<RoiRecording>>(exception);

        public ValueTask<IReadOnlyList<ReleaseOfInformation>> ReadOwnAsync(string agencyId, Pseudonym client, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<IReadOnlyList<(Pseudonym Client, byte[] SealedClientId)>> ReadClientIdsAsync(
            string agencyId, IReadOnlyList<PersonId> persons, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<byte[]>> ReadClientIdsAsync(string agencyId, IReadOnlyList<Pseudonym> clients, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
