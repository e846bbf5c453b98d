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

    [Fact]
    public async Task A_proof_is_read_back_after_a_restart_and_is_registered_once()
    {
        await AddAsync("a");
        await AddAsync("b");
        AgencyProof certificate = new(AgencyProofKind.Certificate, [7, .. new byte[31]], "a", "", Some.Moment, Some.Moment.AddDays(30));
        AgencyProof credential = new(AgencyProofKind.VendorCredential, [7, .. new byte[31]], "a", "authorization", Some.Moment, EndsAt: null);

        (await Storage.Agencies.AddProofAsync(certificate, Some.Event(LedgerEventKind.Agency), Cancellation)).ShouldBeTrue();
        (await Storage.Agencies.AddProofAsync(credential, Some.Event(LedgerEventKind.Agency), Cancellation)).ShouldBeTrue();
        (await Storage.Agencies.AddProofAsync(credential with { AgencyId = "b" }, Some.Event(), Cancellation)).ShouldBeFalse();
        (await Storage.Agencies.AddProofAsync(credential with { AgencyId = "nobody", Hash = new byte[32] }, Some.Event(), Cancellation)).ShouldBeFalse();
        await Storage.ReopenAsync();

        IReadOnlyList<AgencyProof> proofs = await Storage.Agencies.ReadProofsAsync(Cancellation);
        proofs.Select(static proof => (proof.Kind, proof.Hash[0], proof.AgencyId, proof.Subject, proof.CreatedAt, proof.EndsAt)).ShouldBe(
        [
            (AgencyProofKind.Certificate, (byte)7, "a", "", Some.Moment, Some.Moment.AddDays(30)),
            (AgencyProofKind.VendorCredential, (byte)7, "a", "authorization", Some.Moment, null),
        ]);
    }

    [Fact]
    public async Task A_proof_is_removed_by_its_own_agency_only()
    {
        await AddAsync("a");
        AgencyProof proof = new(AgencyProofKind.VendorCredential, [7, .. new byte[31]], "a", "authorization", Some.Moment, EndsAt: null);
        await Storage.Agencies.AddProofAsync(proof, Some.Event(LedgerEventKind.Agency), Cancellation);

        (await Storage.Agencies.RemoveProofAsync(proof with { AgencyId = "b" }, Some.Event(), Cancellation)).ShouldBeFalse();
        (await Storage.Agencies.RemoveProofAsync(proof, Some.Event(LedgerEventKind.Agency), Cancellation)).ShouldBeTrue();
        (await Storage.Agencies.RemoveProofAsync(proof, Some.Event(), Cancellation)).ShouldBeFalse();
        (await Storage.Agencies.ReadProofsAsync(Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task How_an_agency_is_told_is_kept()
    {
        await AddAsync("a");

        (await Storage.Agencies.SetRefusalAsync("a", RefusalShape.Vendor, Some.Event(LedgerEventKind.Agency), Cancellation)).ShouldBeTrue();
        (await Storage.Agencies.SetRefusalAsync("nobody", RefusalShape.Vendor, Some.Event(), Cancellation)).ShouldBeFalse();
        await Storage.ReopenAsync();

        (await Storage.Agencies.ReadAllAsync(Cancellation)).Agencies.ShouldHaveSingleItem().Refusal.ShouldBe(RefusalShape.Vendor);
    }

    private async Task AddAsync(string id) =>
        (await Storage.Agencies.AddAsync(Some.Agency(id), Some.Key(id), Some.Event(LedgerEventKind.Agency), Cancellation)).ShouldBeTrue();
}
