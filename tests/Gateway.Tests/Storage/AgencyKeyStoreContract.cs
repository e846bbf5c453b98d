using HmisGateway.Keys;

namespace HmisGateway.Tests.Storage;

public abstract class AgencyKeyStoreContract : StorageContract
{
    [Fact]
    public async Task A_new_storage_holds_no_keys_no_checks_and_no_data()
    {
        KeyStoreContent content = await Storage.AgencyKeys.ReadAsync(Cancellation);
        content.Keys.ShouldBeEmpty();
        content.Checks.ShouldBeEmpty();
        content.HoldsData.ShouldBeFalse();
    }

    [Fact]
    public async Task The_first_key_of_an_agency_stays()
    {
        WrappedAgencyKey first = new("a", "kek1", [1, 2], Some.Moment);
        (await Storage.AgencyKeys.AddKeyAsync(first, Cancellation)).Wrapped.ShouldBe(first.Wrapped);
        (await Storage.AgencyKeys.AddKeyAsync(first with { Wrapped = [3] }, Cancellation)).Wrapped.ShouldBe(first.Wrapped);
        await Storage.ReopenAsync();

        KeyStoreContent content = await Storage.AgencyKeys.ReadAsync(Cancellation);
        content.Keys.ShouldHaveSingleItem().Wrapped.ShouldBe(first.Wrapped);
        content.HoldsData.ShouldBeTrue();
    }

    [Fact]
    public async Task Check_values_are_kept()
    {
        await Storage.AgencyKeys.AddChecksAsync([new("id1", KeyPurpose.Pseudonym, [1]), new("id2", KeyPurpose.KeyEncryption, [2])], Cancellation);
        await Storage.ReopenAsync();
        KeyStoreContent content = await Storage.AgencyKeys.ReadAsync(Cancellation);
        content.Checks.Select(check => (check.KeyId, check.Purpose)).Order().ShouldBe([("id1", KeyPurpose.Pseudonym), ("id2", KeyPurpose.KeyEncryption)]);
        content.HoldsData.ShouldBeFalse();
    }
}
