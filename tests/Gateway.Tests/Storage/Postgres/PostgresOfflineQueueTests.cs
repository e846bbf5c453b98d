using HmisGateway.Offline;
using HmisGateway.Testing;

namespace HmisGateway.Tests.Storage.Postgres;

public sealed class PostgresOfflineQueueTests(PostgresServer server) : OfflineQueueContract
{
    [Fact]
    public async Task An_item_that_another_replica_settled_without_its_content_is_completed_by_the_one_that_has_it()
    {
        OfflineItem whole = Some.Item("a", "outcome_unknown", Some.Client("a", "c1")) with { Status = OfflineStatus.InDoubt, Content = new ContentKey(7) };
        OfflineItem settled = whole with { Bytes = 0, Clients = [], WrappedKey = [9], SealedDetails = [9], SealedContent = [] };
        await Storage.Offline.StoreAsync(settled, Some.Event(), claim: null, Cancellation);

        (await Storage.Offline.StoreAsync(whole, Some.Event(), claim: null, Cancellation)).ShouldBeOfType<ItemKeeping.Stored>();

        OfflineItem read = (await Storage.Offline.ReadAsync("a", whole.Receipt, Cancellation))!;
        read.SealedContent.ShouldBe(whole.SealedContent);
        read.WrappedKey.ShouldBe(whole.WrappedKey);
        read.Clients.ShouldBe(whole.Clients);
        Storage.Offline.Open.FindInDoubt(new ContentKey(7)).ShouldBe(whole.Receipt);
        await Should.ThrowAsync<Exception>(async () => await Storage.Offline.StoreAsync(whole, Some.Event(), claim: null, Cancellation));
    }

    private protected override async ValueTask<IStorageUnderTest> OpenAsync() => await PostgresUnderTest.OpenAsync(server, Time);
}
