using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Profiles;
using HmisGateway.Tests.AgencyApi;

namespace HmisGateway.Tests.Fence;

/// <summary>The sweep of a request looks into the registry only where something in it is an identifier of a No Sharing client.</summary>
public sealed class SweepCostTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_mentions_nobody_costs_no_look_into_the_registry()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync();
        CountingDirectory directory = new(gateway.Storage.Persons);
        ProtectedClients clients = new(directory, gateway.Get<IKeyRing>(), gateway.Get<Pseudonymizer>());
        _ = await gateway.Get<RoiRecorder>().RecordAsync(
            "north",
            "AB12345",
            new RoiSubmission
            {
                Choice = "none",
                SignedOn = "2026-10-01",
                VendorId = "900100200300",
                Identity = new StatedIdentity { FirstName = "Ann", LastName = "Lee", Dob = "1985-12-10", Ssn = "219-09-9998" },
            },
            Actor.Unnamed,
            Stop);
        await clients.LoadAsync(Stop);
        directory.Reads = 0;

        foreach (string note in (string[])["A quiet night.", "Bed 12, 312-555-0100, 2026-11-02", "case 7f3c2a90-1f77 of Bert Stone, 123456789012", "Ann, born 1985-12-10"])
        {
            (await FindAsync(clients, note)).ShouldBeEmpty(note);
        }

        directory.Reads.ShouldBe(0);
        (await FindAsync(clients, "her number is 219-09-9998")).ShouldHaveSingleItem();
        directory.Reads.ShouldBe(1);
    }

    private static async Task<IReadOnlyList<ProtectedMention>> FindAsync(ProtectedClients clients, string note) => await clients.FindAsync(
        "north",
        "hmis",
        Operation.Create,
        Swept.Text(clients.Key, note),
        new Attribution([], [], new Dictionary<PersonId, ConsentHistory>(), [], false, null!),
        Stop);

    private sealed class CountingDirectory(IPersonDirectory directory) : IPersonDirectory
    {
        public int Reads { get; set; }

        public ValueTask<PersonSnapshot> LookUpAsync(IReadOnlyList<Pseudonym> pseudonyms, CancellationToken cancellationToken)
        {
            Reads++;
            return directory.LookUpAsync(pseudonyms, cancellationToken);
        }

        public ValueTask<IReadOnlyDictionary<PersonId, PersonOnFile>> ReadAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken)
        {
            Reads++;
            return directory.ReadAsync(persons, cancellationToken);
        }

        public ValueTask<IReadOnlyList<SealedIdentifier>> ReadIdentifiersAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken)
        {
            Reads++;
            return directory.ReadIdentifiersAsync(persons, cancellationToken);
        }

        public ValueTask<IReadOnlyCollection<PersonId>> ReadNumbersAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken) =>
            directory.ReadNumbersAsync(persons, cancellationToken);

        public ValueTask<IReadOnlyList<PersonId>> ReadNoSharingAsync(CancellationToken cancellationToken)
        {
            Reads++;
            return directory.ReadNoSharingAsync(cancellationToken);
        }

        public RegistryWatch Watch() => directory.Watch();

        public bool IsCurrent(PersonSnapshot snapshot) => directory.IsCurrent(snapshot);

        public ValueTask<IReadOnlyCollection<PersonId>> LearnAsync(
            IReadOnlyList<LearnedReferences> learned, IReadOnlySet<PersonId>? mayLink, LedgerEvent evidence, CancellationToken cancellationToken) =>
            directory.LearnAsync(learned, mayLink, evidence, cancellationToken);
    }
}
