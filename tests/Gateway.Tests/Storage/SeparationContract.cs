using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Tests.Storage;

public abstract class SeparationContract : StorageContract
{
    private static readonly Pseudonym s_own = Some.Client("a", "c1");
    private static readonly Pseudonym s_vendorId = Some.VendorId("1001");

    [Fact]
    public async Task A_separated_client_has_its_own_forms_and_the_other_keeps_the_rest()
    {
        await RecordAsync(Some.Roi("a", "c1", SharingChoice.Full) with { VendorIds = [s_vendorId] });
        await RecordAsync(Some.Roi("b", "c2", SharingChoice.Limited) with { VendorIds = [s_vendorId] });
        (await LookUpAsync(s_own)).Persons[s_own].ShouldBe((await LookUpAsync(s_vendorId)).Persons[s_vendorId]);

        await SeparateAsync();
        await Storage.ReopenAsync();

        PersonSnapshot found = await LookUpAsync(s_own, s_vendorId);
        PersonId client = found.Persons[s_own].ShouldHaveSingleItem();
        PersonId other = found.Persons[s_vendorId].ShouldHaveSingleItem();
        client.ShouldNotBe(other);
        found.Histories[client].CurrentOf("a").ShouldNotBeNull();
        found.Histories[client].CurrentOf("b").ShouldBeNull();
        found.Histories[other].CurrentOf("a").ShouldBeNull();
        found.Histories[other].CurrentOf("b").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_no_sharing_of_somebody_else_stays_with_both()
    {
        await RecordAsync(Some.Roi("a", "c1", SharingChoice.Full) with { VendorIds = [s_vendorId] });
        await RecordAsync(Some.Roi("b", "c2", SharingChoice.None) with { VendorIds = [s_vendorId] });
        await RecordAsync(Some.Roi("c", "c3", SharingChoice.Full) with { VendorIds = [s_vendorId] });

        await SeparateAsync(from: Some.Client("c", "c3"));

        PersonSnapshot found = await LookUpAsync(s_own, s_vendorId);
        found.Histories[found.Persons[s_own].ShouldHaveSingleItem()].NoSharingAgencies.ShouldBe(["b"]);
        found.Histories[found.Persons[s_vendorId].ShouldHaveSingleItem()].NoSharingAgencies.ShouldBe(["b"]);
    }

    [Fact]
    public async Task What_was_separated_is_not_linked_again()
    {
        await RecordAsync(Some.Roi("a", "c1") with { VendorIds = [s_vendorId] });
        await RecordAsync(Some.Roi("b", "c2") with { VendorIds = [s_vendorId] });
        await SeparateAsync();

        await RecordAsync(Some.Roi("a", "c1") with { VendorIds = [s_vendorId] });

        PersonSnapshot found = await LookUpAsync(s_own, s_vendorId, Some.Client("b", "c2"));
        found.Persons[s_own].ShouldHaveSingleItem().ShouldNotBe(found.Persons[Some.Client("b", "c2")].ShouldHaveSingleItem());
        found.Persons[s_vendorId].Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_details_of_an_agencys_own_forms_are_read()
    {
        await RecordAsync(Some.Roi("a", "c1"));
        (await Storage.Separations.ReadDetailsAsync("a", s_own, Cancellation)).ShouldHaveSingleItem().ShouldBe([9, 9, 9]);
        (await Storage.Separations.ReadDetailsAsync("b", s_own, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_client_without_a_form_is_not_separated_and_leaves_no_trace()
    {
        await RecordAsync(Some.Roi("b", "c2") with { VendorIds = [s_vendorId] });
        await Should.ThrowAsync<InvalidOperationException>(SeparateAsync());
        (await ReadLedgerAsync()).Count.ShouldBe(1);
    }

    private async Task RecordAsync(RoiEntry entry) => await Storage.Consent.RecordAsync([entry], static _ => Some.Event(LedgerEventKind.RoiRecorded), Cancellation);

    private async Task<PersonSnapshot> LookUpAsync(params Pseudonym[] pseudonyms) => await Storage.Persons.LookUpAsync(pseudonyms, Cancellation);

    private async Task SeparateAsync(Pseudonym? from = null) => await Storage.Separations.SeparateAsync(
        new PersonSeparation(s_own, from ?? s_vendorId, Stated: [], "audit"), static (_, _) => Some.Event(), Cancellation);
}
