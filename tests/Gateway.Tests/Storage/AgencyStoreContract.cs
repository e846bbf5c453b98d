using HmisGateway.Agencies;
using HmisGateway.Ledger;

namespace HmisGateway.Tests.Storage;

public abstract class AgencyStoreContract : StorageContract
{
    [Fact]
    public async Task An_added_agency_is_read_back_with_its_key_after_a_restart()
    {
        Agency agency = Some.Agency("demo-shelter") with { Type = AgencyType.VictimService };
        AgencyKeyRecord key = Some.Key("demo-shelter");

        (await Storage.Agencies.AddAsync(agency, key, Some.Event(LedgerEventKind.Agency), Cancellation)).ShouldBeTrue();
        await Storage.ReopenAsync();

        (IReadOnlyList<Agency> agencies, IReadOnlyList<AgencyKeyRecord> keys) = await Storage.Agencies.ReadAllAsync(Cancellation);
        agencies.ShouldHaveSingleItem().ShouldBe(agency);
        keys.ShouldHaveSingleItem().Hash.ShouldBe(key.Hash);
        keys[0].CreatedAt.ShouldBe(key.CreatedAt);
    }

    [Fact]
    public async Task A_taken_id_adds_nothing_and_leaves_no_evidence()
    {
        await AddAsync("a");
        long before = (await Storage.Ledger.ReadHeadAsync(Cancellation)).Sequence;

        (await Storage.Agencies.AddAsync(Some.Agency("a") with { Name = "other" }, Some.Key("a", 7), Some.Event(), Cancellation)).ShouldBeFalse();

        (IReadOnlyList<Agency> agencies, IReadOnlyList<AgencyKeyRecord> keys) = await Storage.Agencies.ReadAllAsync(Cancellation);
        agencies.ShouldHaveSingleItem().Name.ShouldBe("Agency a");
        keys.Count.ShouldBe(1);
        (await Storage.Ledger.ReadHeadAsync(Cancellation)).Sequence.ShouldBe(before);
    }

    [Fact]
    public async Task Only_the_two_latest_keys_of_an_agency_are_live()
    {
        await AddAsync("a");
        await AddAsync("b");
        for (byte i = 2; i <= 4; i++)
        {
            (await Storage.Agencies.AddKeyAsync(Some.Key("a", i), Some.Event(LedgerEventKind.Agency), Cancellation)).ShouldBeTrue();
        }

        (_, IReadOnlyList<AgencyKeyRecord> keys) = await Storage.Agencies.ReadAllAsync(Cancellation);
        keys.Where(key => key.AgencyId == "a").Select(key => key.Hash[0]).ShouldBe([(byte)3, (byte)4]);
        keys.Count(key => key.AgencyId == "b").ShouldBe(1);
    }

    [Fact]
    public async Task A_disabled_agency_stays_on_file_as_disabled()
    {
        await AddAsync("a");
        (await Storage.Agencies.DisableAsync("a", Some.Event(LedgerEventKind.Agency), Cancellation)).ShouldBeTrue();
        (await Storage.Agencies.ReadAllAsync(Cancellation)).Agencies.ShouldHaveSingleItem().IsDisabled.ShouldBeTrue();
    }

    [Fact]
    public async Task An_unknown_agency_gets_no_key_and_is_not_disabled()
    {
        (await Storage.Agencies.AddKeyAsync(Some.Key("nobody"), Some.Event(), Cancellation)).ShouldBeFalse();
        (await Storage.Agencies.DisableAsync("nobody", Some.Event(), Cancellation)).ShouldBeFalse();
        (await Storage.Ledger.ReadHeadAsync(Cancellation)).Sequence.ShouldBe(0);
    }

    private async Task AddAsync(string id) =>
        (await Storage.Agencies.AddAsync(Some.Agency(id), Some.Key(id), Some.Event(LedgerEventKind.Agency), Cancellation)).ShouldBeTrue();
}
