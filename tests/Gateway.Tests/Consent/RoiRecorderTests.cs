using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Testing;
using HmisGateway.Tests.AgencyApi;
using HmisGateway.Tests.Fence;

namespace HmisGateway.Tests.Consent;

public sealed class RoiRecorderTests : IAsyncLifetime
{
    private static readonly Actor Correction = new("case.worker", ActorReason.Correction, "typed the wrong box");
    private static readonly StatedIdentity Ada = new() { FirstName = "Ada", LastName = "Lovelace", Dob = "1985-12-10", Ssn = "219-09-9999" };

    private GatewayUnderTest _gateway = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _gateway = await GatewayUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_recorded_form_is_current_and_recognised_by_what_it_states()
    {
        RoiRecordingOutcome.Recorded recorded = await RecordAsync(
            "north", "a-1", new RoiSubmission { Choice = "full", SignedOn = "2026-10-01", EndsOn = "2029-10-01", VendorId = "1003", Identity = Ada });

        recorded.ShouldSatisfyAllConditions(
            () => recorded.Version.ShouldBe(1),
            () => recorded.RecordedAt.ShouldBe(Some.Moment),
            () => recorded.Effective.ShouldBeTrue(),
            () => recorded.Current.ShouldBe(new RoiState("full", "active", "2026-10-01", new DateOnly(2029, 10, 1), 1)),
            () => recorded.Recognises.ShouldBe(["agency", "vendor", "identity"]),
            () => recorded.Drained.ShouldBe(DrainResult.None));
        Pseudonymizer pseudonymizer = _gateway.Get<Pseudonymizer>();
        PersonSnapshot snapshot = await LookUpAsync(pseudonymizer.Of(IdentifierScheme.Vendor, "hmis", "1003"));
        snapshot.Histories.Values.ShouldHaveSingleItem().StatusFor("north", new DateOnly(2026, 11, 2)).ShouldBe(new ConsentStatus.Permitted(SharingChoice.Full));
    }

    [Fact]
    public async Task An_identity_without_a_usable_part_recognises_nobody() =>
        (await RecordAsync("north", "a-1", new RoiSubmission { Choice = "none", SignedOn = "2026-10-01", Identity = new StatedIdentity { FirstName = "X", Ssn = "xxx-xx-xxxx" } }))
            .Recognises.ShouldBe(["agency"]);

    [Theory]
    [InlineData("full", "2026-10-01", "none", "2026-10-02", true, "none")]
    [InlineData("none", "2026-10-02", "full", "2026-10-01", false, "none")]
    [InlineData("none", "2026-10-02", "full", "2026-10-02", false, "none")]
    [InlineData("none", "2026-10-01", "limited", "2026-10-02", true, "limited")]
    [InlineData("full", "2026-10-01", "none", "2031-01-01", true, "none")]
    public async Task The_latest_form_counts_and_of_one_day_the_strictest(
        string first, string firstSigned, string second, string secondSigned, bool isEffective, string current)
    {
        await RecordAsync("north", "a-1", new RoiSubmission { Choice = first, SignedOn = firstSigned });

        RoiRecordingOutcome.Recorded recorded = await RecordAsync("north", "a-1", new RoiSubmission { Choice = second, SignedOn = secondSigned });

        (recorded.Version, recorded.Effective, recorded.Current.Choice).ShouldBe((2, isEffective, current));
    }

    [Fact]
    public async Task A_form_replaces_another_of_the_same_day_with_a_reason_only()
    {
        await RecordAsync("north", "a-1", new RoiSubmission { Choice = "none", SignedOn = "2026-11-02" });
        RoiSubmission replacement = new() { Choice = "full", SignedOn = "2026-11-02", Supersedes = 1 };

        (await ProblemsAsync("north", "a-1", replacement, Actor.Unnamed)).ShouldHaveSingleItem().Field.ShouldBe("supersedes");
        RoiRecordingOutcome.Recorded recorded = await RecordAsync("north", "a-1", replacement, Correction);

        (recorded.Version, recorded.Effective, recorded.Current.Choice).ShouldBe((2, true, "full"));
        RoiOnFile onFile = (await _gateway.Get<RoiReader>().ReadAsync("north", "a-1", Stop))!;
        onFile.History.Select(static form => form.Status).ShouldBe(["superseded", "active"]);
    }

    [Fact]
    public async Task A_version_that_does_not_exist_cannot_be_replaced_nor_one_of_another_agency()
    {
        await RecordAsync("south", "a-1", new RoiSubmission { Choice = "none", SignedOn = "2026-11-02" });

        (await ProblemsAsync("north", "a-1", new RoiSubmission { Choice = "full", SignedOn = "2026-11-02", Supersedes = 1 }, Correction))
            .ShouldHaveSingleItem().Field.ShouldBe("supersedes");
        (await _gateway.Get<RoiReader>().ReadAsync("north", "a-1", Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task An_expired_form_says_so_and_none_never_expires()
    {
        RoiRecordingOutcome.Recorded full = await RecordAsync("north", "a-1", new RoiSubmission { Choice = "full", SignedOn = "2023-01-01", EndsOn = "2026-11-01" });
        RoiRecordingOutcome.Recorded none = await RecordAsync("north", "a-2", new RoiSubmission { Choice = "none", SignedOn = "2023-01-01", EndsOn = "2026-11-01" });

        full.Current.Status.ShouldBe("expired");
        none.Current.Status.ShouldBe("active");
    }

    [Fact]
    public async Task Other_agencies_forms_are_not_shown_and_do_not_shape_what_is_shown()
    {
        await RecordAsync("north", "a-1", new RoiSubmission { Choice = "full", SignedOn = "2026-10-01", VendorId = "1003" });
        await RecordAsync("south", "b-1", new RoiSubmission { Choice = "none", SignedOn = "2026-10-02", VendorId = "1003" });

        RoiOnFile onFile = (await _gateway.Get<RoiReader>().ReadAsync("north", "a-1", Stop))!;

        onFile.Current.Choice.ShouldBe("full");
        onFile.History.ShouldHaveSingleItem().Version.ShouldBe(1);
        (await _gateway.Get<RoiReader>().ReadAsync("north", "b-1", Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task The_choice_under_one_of_two_own_ids_of_a_person_counts_for_the_other()
    {
        await RecordAsync("north", "a-1", new RoiSubmission { Choice = "full", SignedOn = "2026-10-01", VendorId = "1003" });
        await RecordAsync("north", "a-2", new RoiSubmission { Choice = "none", SignedOn = "2026-10-02", VendorId = "1003" });

        RoiRecordingOutcome.Recorded again = await RecordAsync("north", "a-1", new RoiSubmission { Choice = "full", SignedOn = "2026-10-01" });
        RoiOnFile onFile = (await _gateway.Get<RoiReader>().ReadAsync("north", "a-1", Stop))!;

        (again.Effective, again.Current.Choice, onFile.Current.Choice).ShouldBe((false, "none", "none"));
        onFile.History.ShouldAllBe(static form => form.Status == "replaced");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a 1")]
    [InlineData("a/1")]
    [InlineData("\u00e4")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_client_id_of_another_syntax_is_invalid(string clientId) =>
        (await ProblemsAsync("north", clientId, new RoiSubmission { Choice = "none", SignedOn = "2026-10-02" }, Actor.Unnamed))
            .ShouldHaveSingleItem().Field.ShouldBe("clientId");

    [Fact]
    public async Task A_choice_is_answered_only_after_the_forward_in_flight_about_the_client_has_ended()
    {
        await RecordAsync("north", "a-1", new RoiSubmission { Choice = "full", SignedOn = "2026-10-01", VendorId = "1003" });
        IConsentFence fence = _gateway.Get<IConsentFence>();
        PersonId person = await PersonOfAsync("north", "a-1");
        IFencePass pass = (await fence.EnterAsync([person], Stop))!;

        Task<RoiRecordingOutcome.Recorded> none = RecordAsync("north", "a-1", new RoiSubmission { Choice = "none", SignedOn = "2026-10-02" });
        await Eventually.HoldsAsync(async () => (await _gateway.Get<RoiReader>().ReadAsync("north", "a-1", Stop))!.Current.Choice == "none");

        none.IsCompleted.ShouldBeFalse();

        // Committed: who enters now reads the new choice, so nobody else has to wait for the forward in flight.
        await Eventually.HoldsAsync(async () =>
        {
            using IFencePass? next = await fence.EnterAsync([person], Stop);
            return next is not null;
        });
        none.IsCompleted.ShouldBeFalse();
        pass.Dispose();
        (await none).Drained.ShouldBe(DrainResult.Explicit);
        using IFencePass? after = await fence.EnterAsync([person], Stop);
        after.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_forward_that_does_not_end_is_reset_and_the_answer_says_so()
    {
        await RecordAsync("north", "a-1", new RoiSubmission { Choice = "full", SignedOn = "2026-10-01" });
        IFencePass pass = (await _gateway.Get<IConsentFence>().EnterAsync([await PersonOfAsync("north", "a-1")], Stop))!;
        using CancellationTokenRegistration reset = pass.Revoked.Register(pass.Dispose);

        Task<RoiRecordingOutcome.Recorded> none = RecordAsync("north", "a-1", new RoiSubmission { Choice = "none", SignedOn = "2026-10-02" });
        await Eventually.HoldsAsync(() =>
        {
            _gateway.Time.Advance(TimeSpan.FromSeconds(5));
            return Task.FromResult(none.IsCompleted);
        });

        (await none).Drained.ShouldBe(DrainResult.Cancelled);
    }

    [Fact]
    public async Task A_form_that_links_two_persons_waits_for_the_forwards_about_both()
    {
        await RecordAsync("north", "a-1", new RoiSubmission { Choice = "full", SignedOn = "2026-10-01", VendorId = "1003" });
        await RecordAsync("south", "b-1", new RoiSubmission { Choice = "full", SignedOn = "2026-10-01" });
        IFencePass ofNorth = (await _gateway.Get<IConsentFence>().EnterAsync([await PersonOfAsync("north", "a-1")], Stop))!;
        IFencePass ofSouth = (await _gateway.Get<IConsentFence>().EnterAsync([await PersonOfAsync("south", "b-1")], Stop))!;

        Task<RoiRecordingOutcome.Recorded> none = RecordAsync("south", "b-1", new RoiSubmission { Choice = "none", SignedOn = "2026-10-02", VendorId = "1003" });
        await Eventually.HoldsAsync(async () => (await _gateway.Get<RoiReader>().ReadAsync("south", "b-1", Stop))!.Current.Choice == "none");
        ofSouth.Dispose();
        none.IsCompleted.ShouldBeFalse();
        ofNorth.Dispose();

        (await none).Drained.ShouldBe(DrainResult.Explicit);
    }

    [Fact]
    public async Task A_form_with_an_identity_waits_for_the_forwards_about_whom_it_matches()
    {
        await RecordAsync("north", "a-1", new RoiSubmission { Choice = "full", SignedOn = "2026-10-01", Identity = Ada });
        IFencePass pass = (await _gateway.Get<IConsentFence>().EnterAsync([await PersonOfAsync("north", "a-1")], Stop))!;

        Task<RoiRecordingOutcome.Recorded> none = RecordAsync("south", "b-1", new RoiSubmission { Choice = "none", SignedOn = "2026-10-02", Identity = Ada with { Ssn = null } });
        await Eventually.HoldsAsync(async () => await _gateway.Get<RoiReader>().ReadAsync("south", "b-1", Stop) is not null);
        none.IsCompleted.ShouldBeFalse();
        pass.Dispose();

        (await none).Drained.ShouldBe(DrainResult.Explicit);
    }

    [Fact]
    public async Task A_namesake_does_not_wait()
    {
        await RecordAsync("north", "a-1", new RoiSubmission { Choice = "full", SignedOn = "2026-10-01", Identity = Ada });
        using IFencePass pass = (await _gateway.Get<IConsentFence>().EnterAsync([await PersonOfAsync("north", "a-1")], Stop))!;

        StatedIdentity namesake = Ada with { Ssn = null, Dob = "1999-01-01" };
        (await RecordAsync("south", "b-1", new RoiSubmission { Choice = "none", SignedOn = "2026-10-02", Identity = namesake }))
            .Drained.ShouldBe(DrainResult.None);
    }

    [Fact]
    public async Task The_ledger_names_the_choice_and_nothing_personal()
    {
        await RecordAsync("north", "client-canary", new RoiSubmission { Choice = "none", SignedOn = "2026-10-02", VendorId = "77001", Witness = "Wilma", Identity = Ada }, Correction);

        string ledger = await _gateway.LedgerAsync();
        ledger.ShouldContain("roi.recorded");
        ledger.ShouldContain("\"correction\"");
        foreach (string personal in (string[])["client-canary", "77001", "Wilma", "Ada", "Lovelace", "1985", "9999", "case.worker", "wrong box"])
        {
            ledger.ShouldNotContain(personal, Case.Insensitive);
        }
    }

    private async Task<RoiRecordingOutcome.Recorded> RecordAsync(string agencyId, string clientId, RoiSubmission submission, Actor? actor = null) =>
        (await _gateway.Get<RoiRecorder>().RecordAsync(agencyId, clientId, submission, actor ?? Actor.Unnamed, Stop))
            .ShouldBeOfType<RoiRecordingOutcome.Recorded>();

    private async Task<IReadOnlyList<FieldProblem>> ProblemsAsync(string agencyId, string clientId, RoiSubmission submission, Actor actor) =>
        (await _gateway.Get<RoiRecorder>().RecordAsync(agencyId, clientId, submission, actor, Stop))
            .ShouldBeOfType<RoiRecordingOutcome.Invalid>().Problems;

    private async Task<PersonId> PersonOfAsync(string agencyId, string clientId) =>
        (await LookUpAsync(_gateway.Get<Pseudonymizer>().OfAgencyClient(agencyId, clientId))).Persons.Values.ShouldHaveSingleItem().ShouldHaveSingleItem();

    private async Task<PersonSnapshot> LookUpAsync(Pseudonym pseudonym) => await _gateway.Get<IPersonDirectory>().LookUpAsync([pseudonym], Stop);
}
