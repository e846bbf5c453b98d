using HmisGateway.Identity;
using HmisGateway.Offline;

namespace HmisGateway.Tests.Storage;

public abstract class OfflineQueueContract : StorageContract
{
    [Fact]
    public async Task A_stored_item_is_read_back_byte_for_byte_after_a_restart()
    {
        OfflineItem item = Some.Item("a", clients: [Some.Client("a", "c1"), Some.Client("a", "c2")]) with { Bytes = 20L << 30, Attempts = 3 };
        await StoreAsync(item);
        await Storage.ReopenAsync();

        OfflineItem read = (await Storage.Offline.ReadAsync("a", item.Receipt, Cancellation)).ShouldNotBeNull();
        ShouldBeSame(read, item);
        read.SealedContent.ShouldBe(item.SealedContent);
    }

    [Fact]
    public async Task The_time_of_an_item_is_kept_to_the_microsecond()
    {
        OfflineItem item = Some.Item("a") with { ReceivedAt = Some.Moment.AddTicks(19) };
        await StoreAsync(item);
        (await Storage.Offline.ReadAsync("a", item.Receipt, Cancellation)).ShouldNotBeNull().ReceivedAt.ShouldBe(Some.Moment.AddMicroseconds(1));
        (await Storage.Offline.MeasureAsync(Cancellation)).OldestHeld.ShouldBe(Some.Moment.AddMicroseconds(1));
    }

    [Fact]
    public async Task Empty_kinds_clients_and_content_stay_empty()
    {
        OfflineItem item = Some.Item("a") with { RecordKinds = [], SealedContent = [], LockedAttempt = false };
        await StoreAsync(item);
        OfflineItem read = (await Storage.Offline.ReadAsync("a", item.Receipt, Cancellation)).ShouldNotBeNull();
        ShouldBeSame(read, item);
        read.SealedContent.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_agencys_receipt_answers_like_one_that_does_not_exist()
    {
        OfflineItem item = Some.Item("a", clients: Some.Client("a", "c1"));
        await StoreAsync(item);

        (await Storage.Offline.ReadAsync("b", item.Receipt, Cancellation)).ShouldBeNull();
        (await Storage.Offline.ReadAsync("b", Guid.CreateVersion7(), Cancellation)).ShouldBeNull();
        (await ListAsync(new("b", null, 10, null, null, null))).ShouldBeEmpty();
        (await ListAsync(new("b", null, 10, Some.Client("a", "c1"), null, null))).ShouldBeEmpty();

        await StoreAsync(Some.Item("b"));
        (await ListAsync(new("b", item.Receipt, 10, null, null, null))).ShouldBeEmpty();
        (await ListAsync(new("b", Guid.CreateVersion7(), 10, null, null, null))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_list_pages_oldest_first_without_content()
    {
        List<Guid> receipts = [];
        for (int i = 0; i < 7; i++)
        {
            OfflineItem item = Some.Item("a");
            await StoreAsync(item);
            await StoreAsync(Some.Item("b"));
            receipts.Add(item.Receipt);
        }

        List<Guid> listed = [];
        Guid? after = null;
        while (await ListAsync(new("a", after, 3, null, null, null)) is { Count: > 0 } page)
        {
            page.ShouldAllBe(item => item.SealedContent.Length == 0 && item.SealedDetails.Length == 4);
            listed.AddRange(page.Select(item => item.Receipt));
            after = page[^1].Receipt;
        }

        listed.ShouldBe(receipts);
    }

    [Fact]
    public async Task A_list_filters_by_client_code_and_status_together()
    {
        Pseudonym client = Some.Client("a", "c1");
        OfflineItem wanted = Some.Item("a", "no_sharing", client, Some.Client("a", "c2"));
        await StoreAsync(Some.Item("a", "no_sharing", Some.Client("a", "c2")));
        await StoreAsync(Some.Item("a", "consent_not_confirmed", client));
        await StoreAsync(wanted);
        await StoreAsync(Some.Item("a", "no_sharing", client) with { Status = OfflineStatus.InDoubt });
        await StoreAsync(Some.Item("a", "no_sharing"));

        (await ListAsync(new("a", null, 10, client, "no_sharing", OfflineStatus.Held))).ShouldHaveSingleItem().Receipt.ShouldBe(wanted.Receipt);
        (await ListAsync(new("a", null, 10, client, null, null))).Count.ShouldBe(3);
        (await ListAsync(new("a", null, 10, null, "no_sharing", null))).Count.ShouldBe(4);
        (await ListAsync(new("a", null, 10, null, null, OfflineStatus.InDoubt))).Count.ShouldBe(1);
        (await ListAsync(new("a", wanted.Receipt, 10, client, null, null))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_receipt_is_stored_once()
    {
        OfflineItem item = Some.Item("a");
        await StoreAsync(item);
        await Should.ThrowAsync<Exception>(StoreAsync(item with { AgencyId = "b" }));
        (await Storage.Offline.ReadAsync("a", item.Receipt, Cancellation)).ShouldNotBeNull();
        (await ReadLedgerAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_depth_counts_items_and_finds_the_oldest_held_one()
    {
        (await Storage.Offline.MeasureAsync(Cancellation)).OldestHeld.ShouldBeNull();
        await StoreAsync(Some.Item("a") with { ReceivedAt = Some.Moment.AddDays(-9), Status = OfflineStatus.InDoubt });
        await StoreAsync(Some.Item("a") with { ReceivedAt = Some.Moment.AddDays(-2) });
        await StoreAsync(Some.Item("b") with { ReceivedAt = Some.Moment.AddDays(-5) });

        OfflineDepth depth = await Storage.Offline.MeasureAsync(Cancellation);
        depth.Counts.ShouldBe(new Dictionary<OfflineStatus, long> { [OfflineStatus.Held] = 2, [OfflineStatus.InDoubt] = 1 }, ignoreOrder: true);
        depth.OldestHeld.ShouldBe(Some.Moment.AddDays(-5));
    }

    [Fact]
    public async Task A_cancelled_caller_stores_nothing()
    {
        OfflineItem item = Some.Item("a");
        await Should.ThrowAsync<OperationCanceledException>(Storage.Offline.StoreAsync(item, Some.Event(), new CancellationToken(canceled: true)).AsTask());
        (await Storage.Offline.ReadAsync("a", item.Receipt, Cancellation)).ShouldBeNull();
    }

    private static void ShouldBeSame(OfflineItem read, OfflineItem item)
    {
        read.RecordKinds.ShouldBe(item.RecordKinds);
        read.Clients.ShouldBe(item.Clients);
        read.WrappedKey.ShouldBe(item.WrappedKey);
        read.SealedDetails.ShouldBe(item.SealedDetails);
        OfflineItem aligned = read with
        {
            RecordKinds = item.RecordKinds,
            Clients = item.Clients,
            WrappedKey = item.WrappedKey,
            SealedDetails = item.SealedDetails,
            SealedContent = item.SealedContent,
        };
        aligned.ShouldBe(item);
    }

    private async Task StoreAsync(OfflineItem item) => await Storage.Offline.StoreAsync(item, Some.Event(values: ("receipt", item.Receipt.ToString())), Cancellation);

    private async Task<IReadOnlyList<OfflineItem>> ListAsync(OfflineQuery query) => await Storage.Offline.ListAsync(query, Cancellation);
}
