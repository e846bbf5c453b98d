using System.Text;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Tests.Storage;

public abstract class ConsentRegistryContract : StorageContract
{
    [Fact]
    public async Task A_recorded_form_is_read_back_unchanged_after_a_restart()
    {
        RoiEntry entry = Some.Roi("a", "c1", SharingChoice.Limited) with
        {
            Form = Some.Form("a", SharingChoice.Limited) with
            {
                EndsOn = new DateOnly(2027, 11, 1),
                Signer = RoiSigner.Guardian,
                ClientAge = ClientAge.Minor,
                Source = RoiSource.Import,
                HasDocument = true,
                SignedOn = "2026-11-02T09:30:00-06:00",
            },
        };
        await RecordAsync(entry);
        await Storage.ReopenAsync();

        ReleaseOfInformation form = (await Storage.Consent.ReadOwnAsync("a", entry.Client, Cancellation)).ShouldHaveSingleItem();
        form.ShouldBe(entry.Form with { Version = 1, ClientKey = entry.Client.Hash });
    }

    [Fact]
    public async Task Times_are_kept_to_the_microsecond_and_never_later_than_they_were()
    {
        DateTimeOffset start = new(2026, 11, 1, 6, 0, 0, TimeSpan.Zero);
        DateTimeOffset moment = new(start.Ticks + 1_234_567, TimeSpan.Zero);
        RoiEntry entry = Some.Roi("a", "c1") with
        {
            Form = Some.Form("a", SharingChoice.Full) with
            {
                Signed = new SigningMoment(moment.ToOffset(TimeSpan.FromHours(-5)), start.AddDays(1).AddTicks(-1)),
                RecordedAt = moment,
            },
        };
        await RecordAsync(entry);
        await Storage.ReopenAsync();

        ReleaseOfInformation form = (await Storage.Consent.ReadOwnAsync("a", entry.Client, Cancellation)).ShouldHaveSingleItem();
        form.Signed.ShouldBe(new SigningMoment(start.AddMicroseconds(123_456), start.AddDays(1).AddMicroseconds(-1)));
        form.Signed.From.Offset.ShouldBe(TimeSpan.Zero);
        form.RecordedAt.ShouldBe(start.AddMicroseconds(123_456));
    }

    [Fact]
    public async Task Versions_count_each_agencys_forms_of_a_client_from_one()
    {
        await RecordAsync(Some.Roi("a", "c1"), Some.Roi("a", "c2"), Some.Roi("a", "c1"), Some.Roi("b", "c1"));
        RoiRecording last = (await RecordAsync(Some.Roi("a", "c1"))).ShouldHaveSingleItem();

        last.ShouldBeOfType<RoiRecording.Recorded>().Version.ShouldBe(3);
        (await Storage.Consent.ReadOwnAsync("a", Some.Client("a", "c1"), Cancellation)).Select(form => form.Version).ShouldBe([1, 2, 3]);
        (await Storage.Consent.ReadOwnAsync("b", Some.Client("b", "c1"), Cancellation)).Select(form => form.Version).ShouldBe([1]);
    }

    [Fact]
    public async Task An_agency_reads_only_its_own_forms()
    {
        await RecordAsync(Some.Roi("a", "c1"));
        (await Storage.Consent.ReadOwnAsync("b", Some.Client("a", "c1"), Cancellation)).ShouldBeEmpty();
        (await Storage.Consent.ReadOwnAsync("a", Some.Client("a", "unknown"), Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_superseded_form_stays_in_the_history_and_is_marked()
    {
        await RecordAsync(Some.Roi("a", "c1", SharingChoice.None));
        await RecordAsync(Some.Roi("a", "c1", SharingChoice.Full) with { Supersedes = 1 });

        IReadOnlyList<ReleaseOfInformation> forms = await Storage.Consent.ReadOwnAsync("a", Some.Client("a", "c1"), Cancellation);
        forms.Select(form => form.IsSuperseded).ShouldBe([true, false]);
        PersonSnapshot snapshot = await LookUpAsync(Some.Client("a", "c1"));
        snapshot.Histories.Values.Single().CurrentOf("a")!.Choice.ShouldBe(SharingChoice.Full);
    }

    [Fact]
    public async Task A_form_that_replaces_an_unknown_version_is_not_recorded_and_creates_nobody()
    {
        await RecordAsync(Some.Roi("b", "c1"));
        long before = (await Storage.Ledger.ReadHeadAsync(Cancellation)).Sequence;

        (await RecordAsync(Some.Roi("a", "c1") with { Supersedes = 1 })).ShouldHaveSingleItem().ShouldBeOfType<RoiRecording.NothingToSupersede>();

        (await LookUpAsync(Some.Client("a", "c1"))).Persons.ShouldBeEmpty();
        (await Storage.Ledger.ReadHeadAsync(Cancellation)).Sequence.ShouldBe(before);
    }

    [Fact]
    public async Task One_agency_cannot_supersede_anothers_form()
    {
        await RecordAsync(Some.Roi("a", "c1", SharingChoice.None));
        RoiEntry foreign = Some.Roi("b", "x") with { Client = Some.Client("a", "c1"), Supersedes = 1 };
        (await RecordAsync(foreign)).ShouldHaveSingleItem().ShouldBeOfType<RoiRecording.NothingToSupersede>();
        (await Storage.Consent.ReadOwnAsync("a", Some.Client("a", "c1"), Cancellation)).ShouldHaveSingleItem().IsSuperseded.ShouldBeFalse();
    }

    [Theory]
    [InlineData(3, RoiSigner.Self, SupersedeRefusal.UnknownVersion)]
    [InlineData(0, RoiSigner.Self, SupersedeRefusal.UnknownVersion)]
    [InlineData(1, RoiSigner.Self, SupersedeRefusal.AlreadySuperseded)]
    [InlineData(2, RoiSigner.Guardian, SupersedeRefusal.AdultsOwnNone)]
    [InlineData(2, RoiSigner.Self, null)]
    public async Task A_form_supersedes_a_version_once_and_says_why_it_may_not(int version, RoiSigner signer, object? refusal)
    {
        await RecordAsync(Some.Roi("a", "c1", SharingChoice.None), Some.Roi("a", "c1", SharingChoice.None) with { Supersedes = 1 });
        RoiEntry entry = Some.Roi("a", "c1") with { Supersedes = version };

        RoiRecording recording = (await RecordAsync(entry with { Form = entry.Form with { Signer = signer } })).ShouldHaveSingleItem();

        (recording as RoiRecording.NothingToSupersede)?.Refusal.ShouldBe(refusal);
        (recording is RoiRecording.Recorded).ShouldBe(refusal is null);
        IReadOnlyList<ReleaseOfInformation> forms = await Storage.Consent.ReadOwnAsync("a", Some.Client("a", "c1"), Cancellation);
        forms.Select(static form => form.IsSuperseded).ShouldBe(refusal is null ? [true, true, false] : [true, false]);
    }

    [Fact]
    public async Task A_guardian_may_supersede_the_none_of_a_minor()
    {
        RoiEntry none = Some.Roi("a", "c1", SharingChoice.None);
        await RecordAsync(none with { Form = none.Form with { ClientAge = ClientAge.Minor } });
        RoiEntry grant = Some.Roi("a", "c1") with { Supersedes = 1 };

        await RecordOneAsync(grant with { Form = grant.Form with { Signer = RoiSigner.Guardian } });
    }

    [Fact]
    public async Task A_batch_records_the_good_forms_and_says_which_were_not()
    {
        IReadOnlyList<RoiRecording> results = await RecordAsync(
            Some.Roi("a", "c1"), Some.Roi("a", "c2") with { Supersedes = 4 }, Some.Roi("a", "c1") with { Supersedes = 1 });
        results[0].ShouldBeOfType<RoiRecording.Recorded>();
        results[1].ShouldBeOfType<RoiRecording.NothingToSupersede>();
        results[2].ShouldBeOfType<RoiRecording.Recorded>().Version.ShouldBe(2);
        (await ReadLedgerAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task One_vendor_id_on_two_agencies_forms_makes_one_person()
    {
        RoiRecording.Recorded first = await RecordOneAsync(Some.Roi("a", "c1"));
        RoiRecording.Recorded second = await RecordOneAsync(Some.Roi("b", "x9", SharingChoice.None) with { VendorIds = [Some.VendorId("1003")] });
        first.Person.ShouldNotBe(second.Person);

        RoiRecording.Recorded link = await RecordOneAsync(Some.Roi("a", "c1") with { VendorIds = [Some.VendorId("1003")] });

        PersonSnapshot snapshot = await LookUpAsync(Some.Client("a", "c1"), Some.Client("b", "x9"), Some.VendorId("1003"));
        snapshot.Persons.Values.ShouldAllBe(persons => persons.Count == 1 && persons[0] == link.Person);
        new[] { first.Person, second.Person }.ShouldContain(link.Person);
        ConsentHistory history = snapshot.Histories.ShouldHaveSingleItem().Value;
        history.StatusFor("a", new DateOnly(2026, 11, 3)).ShouldBeOfType<ConsentStatus.NoSharingElsewhere>();
    }

    [Fact]
    public async Task A_batch_that_links_persons_names_the_representative_everywhere()
    {
        IReadOnlyList<RoiRecording> results = await RecordAsync(
            Some.Roi("a", "c1") with { VendorIds = [Some.VendorId("1")] },
            Some.Roi("b", "c1") with { VendorIds = [Some.VendorId("2")] },
            Some.Roi("c", "c1") with { VendorIds = [Some.VendorId("3")] },
            Some.Roi("d", "c1") with { VendorIds = [Some.VendorId("1"), Some.VendorId("2"), Some.VendorId("3")] });
        results.Cast<RoiRecording.Recorded>().Select(recorded => recorded.Person).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task The_same_fingerprint_never_links()
    {
        Pseudonym fingerprint = Some.Fingerprint("name+dob");
        RoiRecording.Recorded first = await RecordOneAsync(Some.Roi("a", "c1") with { Fingerprints = [fingerprint] });
        RoiRecording.Recorded second = await RecordOneAsync(Some.Roi("a", "c2") with { Fingerprints = [fingerprint] });

        PersonSnapshot snapshot = await LookUpAsync(fingerprint);
        snapshot.Persons[fingerprint].ShouldBe([first.Person, second.Person], ignoreOrder: true);
        snapshot.Histories.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Each_form_that_stated_an_identity_has_its_parts_on_file()
    {
        IdentityOnFile one = new(Name: 1, Birth: UInt128.MaxValue, Ssn: null);
        IdentityOnFile two = new(Name: null, Birth: null, Ssn: 3);
        await RecordAsync(Some.Roi("a", "c1") with { Identity = one }, Some.Roi("a", "c1"), Some.Roi("a", "c1") with { Identity = two });
        await RecordAsync(Some.Roi("a", "c2"));

        PersonSnapshot snapshot = await LookUpAsync(Some.Client("a", "c1"), Some.Client("a", "c2"));
        snapshot.Identities.ShouldHaveSingleItem().Value.ShouldBe([one, two], ignoreOrder: true);
    }

    [Fact]
    public async Task An_agency_gets_back_its_own_sealed_client_ids_of_linked_persons_only()
    {
        RoiRecording.Recorded person = await RecordOneAsync(Some.Roi("a", "c1") with { VendorIds = [Some.VendorId("1")] });
        await RecordAsync(Some.Roi("a", "c2") with { VendorIds = [Some.VendorId("1")] }, Some.Roi("b", "b1") with { VendorIds = [Some.VendorId("1")] });
        PersonId representative = (await LookUpAsync(Some.VendorId("1"))).Persons.Values.Single()[0];

        foreach (PersonId asked in new[] { person.Person, representative })
        {
            IReadOnlyList<(Pseudonym Client, byte[] SealedClientId)> ids = await Storage.Consent.ReadClientIdsAsync("a", [asked, asked], Cancellation);
            ids.Select(id => Encoding.UTF8.GetString(id.SealedClientId)).Order().ShouldBe(["sealed:a/c1", "sealed:a/c2"]);
            ids.Select(id => id.Client).ShouldBe([Some.Client("a", "c1"), Some.Client("a", "c2")], ignoreOrder: true);
        }

        (await Storage.Consent.ReadClientIdsAsync("c", [representative], Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_agency_gets_back_its_own_sealed_client_ids_in_the_order_that_it_asks()
    {
        await RecordAsync(Some.Roi("a", "c1"), Some.Roi("a", "c2"), Some.Roi("b", "b1"));

        IReadOnlyList<byte[]> ids = await Storage.Consent.ReadClientIdsAsync(
            "a", [Some.Client("a", "c2"), Some.Client("a", "unknown"), Some.Client("b", "b1"), Some.Client("a", "c1")], Cancellation);

        ids.Select(Encoding.UTF8.GetString).ShouldBe(["sealed:a/c2", "sealed:a/c1"]);
    }

    [Fact]
    public async Task Forms_of_one_batch_that_name_one_client_or_one_vendor_id_meet()
    {
        RoiEntry one = Some.Roi("a", "c1") with { VendorIds = [Some.VendorId("1")], Fingerprints = [Some.Fingerprint("f")] };
        IReadOnlyList<RoiRecording> results = await RecordAsync(
            one, Some.Roi("a", "c2"), Some.Roi("b", "b1") with { VendorIds = [Some.VendorId("1")] }, one, Some.Roi("c", "x") with { Supersedes = 1 });

        results.Take(4).Select(result => result.ShouldBeOfType<RoiRecording.Recorded>().Version).ShouldBe([1, 1, 1, 2]);
        results[4].ShouldBeOfType<RoiRecording.NothingToSupersede>();
        PersonSnapshot found = await LookUpAsync(Some.VendorId("1"), Some.Client("b", "b1"), Some.Client("a", "c2"), Some.Fingerprint("f"), Some.Client("c", "x"));
        PersonId person = found.Persons[Some.VendorId("1")].ShouldHaveSingleItem();
        found.Persons[Some.Client("b", "b1")].ShouldBe([person]);
        found.Persons[Some.Fingerprint("f")].ShouldBe([person]);
        found.Persons[Some.Client("a", "c2")].ShouldHaveSingleItem().ShouldNotBe(person);
        found.Persons.ContainsKey(Some.Client("c", "x")).ShouldBeFalse();
    }

    private async Task<RoiRecording.Recorded> RecordOneAsync(RoiEntry entry) =>
        (await RecordAsync(entry)).ShouldHaveSingleItem().ShouldBeOfType<RoiRecording.Recorded>();

    private async Task<IReadOnlyList<RoiRecording>> RecordAsync(params RoiEntry[] entries) =>
        await Storage.Consent.RecordAsync(entries, Some.Event(LedgerEventKind.RoiRecorded), Cancellation);

    private async Task<PersonSnapshot> LookUpAsync(params Pseudonym[] pseudonyms) => await Storage.Persons.LookUpAsync(pseudonyms, Cancellation);
}
