using HmisGateway.Identity;
using HmisGateway.Offline;

namespace HmisGateway.Tests.Storage;

public abstract class WaitingClientsContract : StorageContract
{
    [Fact]
    public async Task Clients_are_listed_by_their_oldest_held_item_and_counted()
    {
        await StoreAsync(Some.Item("a", "consent_not_confirmed", Some.Client("a", "c1"), Some.Client("a", "c2")));
        await StoreAsync(Some.Item("a", "no_sharing", Some.Client("a", "c3")));
        await StoreAsync(Some.Item("a", "route_unclassified", Some.Client("a", "c1")) with { ReceivedAt = Some.Moment.AddDays(1) });
        await StoreAsync(Some.Item("a", "no_sharing", Some.Client("a", "c4")) with { Status = OfflineStatus.InDoubt });
        await StoreAsync(Some.Item("b", "no_sharing", Some.Client("b", "c9")));

        IReadOnlyList<WaitingClient> all = await Storage.Waiting.ListAsync("a", after: null, 10, Cancellation);

        all.Select(waiting => waiting.Client).Take(2).ShouldBe([Some.Client("a", "c1"), Some.Client("a", "c2")], ignoreOrder: true);
        all.Count.ShouldBe(3);
        all[2].Client.ShouldBe(Some.Client("a", "c3"));
        WaitingClient first = all.Single(waiting => waiting.Client == Some.Client("a", "c1"));
        first.Items.ShouldBe(2);
        first.Unconfirmed.ShouldBe(1);
        first.NotTriedSince.ShouldBe(Some.Moment);
        first.Oldest.Code.ShouldBe("consent_not_confirmed");
        first.Oldest.SealedContent.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_follow_one_another_without_a_gap_and_stop_at_an_unknown_place()
    {
        Pseudonym[] clients = [.. Enumerable.Range(0, 5).Select(i => Some.Client("a", $"c{i}"))];
        await StoreAsync(Some.Item("a", "no_sharing", clients[..3]));
        await StoreAsync(Some.Item("a", "no_sharing", clients[3..]));

        List<Pseudonym> listed = [];
        WorklistPlace? after = null;
        while (await Storage.Waiting.ListAsync("a", after, 2, Cancellation) is { Count: > 0 } page)
        {
            listed.AddRange(page.Select(waiting => waiting.Client));
            after = new WorklistPlace(page[^1].Oldest.Receipt, page[^1].Client);
        }

        listed.ShouldBe(clients, ignoreOrder: true);
        (await Storage.Waiting.ListAsync("a", new WorklistPlace(Guid.CreateVersion7(), clients[0]), 2, Cancellation)).ShouldBeEmpty();
    }

    private async Task StoreAsync(OfflineItem item) => await Storage.Offline.StoreAsync(item, Some.Event(), claim: null, Cancellation);
}
