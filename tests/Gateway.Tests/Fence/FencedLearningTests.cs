using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Policy.Clients;
using HmisGateway.Testing;
using HmisGateway.Tests.AgencyApi;

namespace HmisGateway.Tests.Fence;

/// <summary>What answers teach, where it links persons.</summary>
public sealed class FencedLearningTests : IAsyncLifetime
{

    private GatewayUnderTest _gateway = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IConsentFence Fence => _gateway.Get<IConsentFence>();

    public async ValueTask InitializeAsync() => _gateway = await GatewayUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Two_forwards_that_learn_the_same_new_id_link_their_persons_under_the_fence()
    {
        PersonId one = await PersonAsync("a-1");
        PersonId other = await PersonAsync("a-2");
        Pseudonym id = Some.VendorId("9001");

        // Both looked before either learned: the second one's look-up is the empty one of before.
        BlindDirectory blind = new(_gateway.Storage.Persons);
        FencedLearning learning = new(blind, _gateway.Get<ProtectedClients>(), Fence);
        IFencePass first = (await Fence.EnterAsync([one], Stop))!;
        await learning.LearnAsync([new LearnedReferences(one, [id])], Some.Event(), first);
        IFencePass inFlight = (await Fence.EnterAsync([one], Stop))!;
        first.Dispose();

        IFencePass second = (await Fence.EnterAsync([other], Stop))!;
        Task learned = learning.LearnAsync([new LearnedReferences(other, [id])], Some.Event(), second).AsTask();

        // The link is committed, and answered only when the forward about the person it concerns has ended: it is reset before that.
        await Eventually.HoldsAsync(async () => (await _gateway.Storage.Persons.ReadAsync([other], Stop))[other].Representative
            == (await _gateway.Storage.Persons.ReadAsync([one], Stop))[one].Representative);
        await Eventually.HoldsAsync(() =>
        {
            _gateway.Time.Advance(TimeSpan.FromSeconds(5));
            return Task.FromResult(inFlight.Revoked.IsCancellationRequested || learned.IsCompleted);
        });
        inFlight.Revoked.IsCancellationRequested.ShouldBeTrue("the link was answered while a forward about its person was in flight");
        inFlight.Dispose();
        await learned;
    }

    [Fact]
    public async Task Learning_under_the_fence_is_denied_to_links_it_does_not_know_of()
    {
        PersonId one = await PersonAsync("a-1");
        PersonId other = await PersonAsync("a-2");
        Pseudonym id = Some.VendorId("9001");
        (await _gateway.Storage.Persons.LearnAsync([new LearnedReferences(one, [id])], new HashSet<PersonId>(), Some.Event(), Stop)).ShouldBeEmpty();

        IReadOnlyCollection<PersonId> missing = await _gateway.Storage.Persons.LearnAsync(
            [new LearnedReferences(other, [id])], new HashSet<PersonId> { other }, Some.Event(), Stop);

        missing.ShouldBe([one, other], ignoreOrder: true);
        (await _gateway.Storage.Persons.ReadAsync([one, other], Stop)).Values.Select(static person => person.Representative).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Two_records_of_one_request_cannot_link_unseen_either()
    {
        PersonId one = await PersonAsync("a-1");
        PersonId other = await PersonAsync("a-2");
        Pseudonym id = Some.VendorId("9001");

        IReadOnlyCollection<PersonId> missing = await _gateway.Storage.Persons.LearnAsync(
            [new LearnedReferences(one, [id]), new LearnedReferences(other, [id])], new HashSet<PersonId>(), Some.Event(), Stop);

        missing.ShouldBe([one, other], ignoreOrder: true);
    }

    [Fact]
    public async Task An_identifier_of_a_person_who_opted_out_meanwhile_is_added_under_the_fence_only()
    {
        PersonId one = await PersonAsync("a-1");
        await _gateway.Get<RoiRecorder>().RecordAsync("north", "a-1", new RoiSubmission { Choice = "none", SignedOn = "2026-10-02" }, Actor.Unnamed, Stop);
        Pseudonym id = Some.VendorId("900100200");
        LearnedReferences learned = new(one, [id]) { Sealed = [new SealedReference(id, "north", "hmis", [1])] };

        (await _gateway.Storage.Persons.LearnAsync([learned], new HashSet<PersonId>(), Some.Event(), Stop)).ShouldBe([one]);
        (await _gateway.Storage.Persons.LearnAsync([learned], new HashSet<PersonId> { one }, Some.Event(), Stop)).ShouldBeEmpty();
    }

    private async Task<PersonId> PersonAsync(string clientId)
    {
        await _gateway.Get<RoiRecorder>().RecordAsync("north", clientId, new RoiSubmission { Choice = "full", SignedOn = "2026-10-01" }, Actor.Unnamed, Stop);
        return (await _gateway.Storage.Persons.LookUpAsync([_gateway.Get<Pseudonymizer>().OfAgencyClient("north", clientId)], Stop))
            .Persons.Values.ShouldHaveSingleItem().ShouldHaveSingleItem();
    }
}
