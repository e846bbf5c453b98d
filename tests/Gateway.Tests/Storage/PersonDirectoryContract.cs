using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Tests.Storage;

public abstract class PersonDirectoryContract : StorageContract
{
    [Fact]
    public async Task Unknown_references_lead_to_nobody()
    {
        PersonSnapshot snapshot = await LookUpAsync(Some.VendorId("1"), Some.Client("a", "x"));
        snapshot.Persons.ShouldBeEmpty();
        snapshot.Histories.ShouldBeEmpty();
        (await LookUpAsync()).Persons.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_learned_reference_leads_to_its_person_after_a_restart()
    {
        PersonId person = await PersonAsync("a", "c1");
        Pseudonym enrollment = Some.Pseudonym(IdentifierScheme.Enrollment, "77");
        await LearnAsync(person, Some.VendorId("1001"), enrollment);
        await Storage.ReopenAsync();

        PersonSnapshot snapshot = await LookUpAsync(Some.VendorId("1001"), enrollment, enrollment);
        snapshot.Persons[Some.VendorId("1001")].ShouldBe([person]);
        snapshot.Persons[enrollment].ShouldBe([person]);
        snapshot.Histories[person].CurrentOf("a")!.Choice.ShouldBe(SharingChoice.Full);
    }

    [Fact]
    public async Task The_same_value_under_another_scheme_leads_to_nobody()
    {
        PersonId person = await PersonAsync("a", "c1");
        Pseudonym enrollment = Some.Pseudonym(IdentifierScheme.Enrollment, "77");
        await LearnAsync(person, enrollment);
        (await LookUpAsync(enrollment with { Scheme = IdentifierScheme.Vendor })).Persons.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(IdentifierScheme.Agency)]
    [InlineData(IdentifierScheme.Vendor)]
    public async Task A_learned_id_of_another_client_links_the_two_persons(IdentifierScheme scheme)
    {
        PersonId one = await PersonAsync("a", "c1");
        PersonId other = await PersonAsync("b", "c9", SharingChoice.None);
        Pseudonym id = Some.Pseudonym(scheme, "shared");
        await LearnAsync(one, id);
        await LearnAsync(other, id);

        PersonSnapshot snapshot = await LookUpAsync(Some.Client("a", "c1"), Some.Client("b", "c9"), id);
        PersonId representative = snapshot.Histories.ShouldHaveSingleItem().Key;
        new[] { one, other }.ShouldContain(representative);
        snapshot.Persons.Values.ShouldAllBe(persons => persons.Count == 1 && persons[0] == representative);
        snapshot.Histories[representative].CurrentOf("b")!.Choice.ShouldBe(SharingChoice.None);
        snapshot.Histories[representative].CurrentOf("a")!.Choice.ShouldBe(SharingChoice.Full);
    }

    [Theory]
    [InlineData(IdentifierScheme.Enrollment)]
    [InlineData(IdentifierScheme.Household)]
    [InlineData(IdentifierScheme.Record)]
    [InlineData(IdentifierScheme.Identity)]
    public async Task Other_learned_references_gain_the_extra_person_and_never_link(IdentifierScheme scheme)
    {
        PersonId one = await PersonAsync("a", "c1");
        PersonId other = await PersonAsync("a", "c2");
        Pseudonym reference = Some.Pseudonym(scheme, "shared");
        await LearnAsync(one, reference);
        await LearnAsync(other, reference);

        PersonSnapshot snapshot = await LookUpAsync(reference);
        snapshot.Persons[reference].ShouldBe([one, other], ignoreOrder: true);
        snapshot.Histories.Keys.ShouldBe([one, other], ignoreOrder: true);
    }

    [Fact]
    public async Task Links_are_transitive_and_keep_working_with_an_id_from_before_the_link()
    {
        PersonId[] persons = [await PersonAsync("a", "c1"), await PersonAsync("b", "c2"), await PersonAsync("c", "c3")];
        await LearnAsync(persons[0], Some.VendorId("1"));
        await LearnAsync(persons[1], Some.VendorId("1"), Some.VendorId("2"));
        await LearnAsync(persons[2], Some.VendorId("2"));
        Pseudonym late = Some.Pseudonym(IdentifierScheme.Enrollment, "late");
        foreach (PersonId person in persons)
        {
            await LearnAsync(person, late);
        }

        PersonSnapshot snapshot = await LookUpAsync(Some.Client("a", "c1"), Some.Client("b", "c2"), Some.Client("c", "c3"), late);
        snapshot.Histories.Count.ShouldBe(1);
        snapshot.Persons[late].Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_fingerprint_counts_as_learned_until_a_form_states_it()
    {
        PersonId person = await PersonAsync("a", "c1");
        Pseudonym fingerprint = Some.Fingerprint("f");
        await LearnAsync(person, fingerprint);
        (await LookUpAsync(fingerprint)).LearnedOnly.ShouldBe([fingerprint]);

        await Storage.Consent.RecordAsync([Some.Roi("a", "c1") with { Fingerprints = [fingerprint] }], Some.Event(), Cancellation);
        await LearnAsync(person, fingerprint);
        (await LookUpAsync(fingerprint)).LearnedOnly.ShouldBeEmpty();
    }

    [Fact]
    public async Task Learning_for_a_person_that_does_not_exist_fails_and_keeps_nothing()
    {
        await Should.ThrowAsync<InvalidOperationException>(LearnAsync(new PersonId(42), Some.VendorId("1")));
        (await LookUpAsync(Some.VendorId("1"))).Persons.ShouldBeEmpty();
        (await ReadLedgerAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_learned_is_in_the_ledger()
    {
        PersonId person = await PersonAsync("a", "c1");
        await LearnAsync(person, Some.VendorId("1"));
        (await ReadLedgerTextAsync()).ShouldContain("\"kind\":\"learned\"");
    }

    [Fact]
    public async Task What_a_person_can_be_recognised_by_comes_with_that_of_the_linked_ones()
    {
        PersonId one = await PersonAsync("a", "c1");
        PersonId other = await PersonAsync("b", "b1", SharingChoice.None);
        Pseudonym enrollment = Some.Pseudonym(IdentifierScheme.Enrollment, "77");
        await Storage.Persons.LearnAsync(
            [new LearnedReferences(one, [enrollment]) { Sealed = [new SealedReference(enrollment, "a", "hmis", [7, 7])] }],
            mayLink: null, Some.Event(LedgerEventKind.Learned), Cancellation);
        (await Storage.Persons.ReadNoSharingAsync(Cancellation)).ShouldBe([other]);
        await LearnAsync(one, Some.VendorId("1"));
        await LearnAsync(other, Some.VendorId("1"));

        IReadOnlyList<SealedIdentifier> identifiers = await Storage.Persons.ReadIdentifiersAsync([other], Cancellation);

        identifiers.ShouldAllBe(identifier => identifier.Person == other);
        identifiers.Count(identifier => identifier.Kind == SealedIdentifierKind.ClientId).ShouldBe(2);
        identifiers.Count(identifier => identifier.Kind == SealedIdentifierKind.FormDetails).ShouldBe(2);
        SealedIdentifier learned = identifiers.Single(identifier => identifier.Kind == SealedIdentifierKind.Learned);
        (learned.Scheme, learned.VendorName, learned.AgencyId).ShouldBe((IdentifierScheme.Enrollment, "hmis", "a"));
        learned.Value.ShouldBe([7, 7]);
        (await Storage.Persons.ReadNoSharingAsync(Cancellation)).ShouldHaveSingleItem().Value.ShouldBe(Math.Min(one.Value, other.Value));
        PersonOnFile onFile = (await Storage.Persons.ReadAsync([one, other], Cancellation))[one];
        onFile.History.HasNoSharing.ShouldBeTrue();
    }

    private async Task<PersonId> PersonAsync(string agencyId, string clientId, SharingChoice choice = SharingChoice.Full)
    {
        IReadOnlyList<RoiRecording> results = await Storage.Consent.RecordAsync(
            [Some.Roi(agencyId, clientId, choice)], Some.Event(LedgerEventKind.RoiRecorded), Cancellation);
        return results.ShouldHaveSingleItem().ShouldBeOfType<RoiRecording.Recorded>().Person;
    }

    private async Task LearnAsync(PersonId person, params Pseudonym[] pseudonyms) =>
        await Storage.Persons.LearnAsync([new LearnedReferences(person, pseudonyms)], mayLink: null, Some.Event(LedgerEventKind.Learned), Cancellation);

    private async Task<PersonSnapshot> LookUpAsync(params Pseudonym[] pseudonyms) => await Storage.Persons.LookUpAsync(pseudonyms, Cancellation);
}
