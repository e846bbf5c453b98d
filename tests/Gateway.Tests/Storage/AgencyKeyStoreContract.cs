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
    public async Task All_keys_are_wrapped_anew_in_one_commit_with_the_check_of_the_new_key()
    {
        await Storage.AgencyKeys.AddKeyAsync(new("a", "kek1", [1], Some.Moment), Cancellation);
        await Storage.AgencyKeys.AddKeyAsync(new("b", "kek1", [2], Some.Moment), Cancellation);

        int count = await Storage.AgencyKeys.RewrapAsync(
            new("kek2", KeyPurpose.KeyEncryption, [9]),
            static key => key with { KekId = "kek2", Wrapped = [.. key.Wrapped, 7] },
            static keys => Some.Event(values: ("keys", $"{keys}")),
            Cancellation);
        await Storage.ReopenAsync();

        count.ShouldBe(2);
        KeyStoreContent content = await Storage.AgencyKeys.ReadAsync(Cancellation);
        content.Keys.Select(key => (key.AgencyId, key.KekId, Convert.ToHexString(key.Wrapped))).Order()
            .ShouldBe([("a", "kek2", "0107"), ("b", "kek2", "0207")]);
        content.Checks.ShouldHaveSingleItem().KeyId.ShouldBe("kek2");
        (await ReadLedgerTextAsync()).ShouldContain("\"keys\":\"2\"");
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

    [Fact]
    public async Task Check_values_that_are_there_stay_and_of_a_key_that_a_storage_has_once_the_first()
    {
        await Storage.AgencyKeys.AddChecksAsync([new("kek1", KeyPurpose.KeyEncryption, [1]), new("pseudonym1", KeyPurpose.Pseudonym, [2])], Cancellation);
        await Storage.AgencyKeys.AddChecksAsync(
            [new("kek1", KeyPurpose.KeyEncryption, [3]), new("kek2", KeyPurpose.KeyEncryption, [4]), new("pseudonym2", KeyPurpose.Pseudonym, [5])], Cancellation);
        await Storage.ReopenAsync();

        (await Storage.AgencyKeys.ReadAsync(Cancellation)).Checks.Select(check => (check.KeyId, check.Value[0])).Order()
            .ShouldBe([("kek1", (byte)1), ("kek2", (byte)4), ("pseudonym1", (byte)2)]);
    }
}
