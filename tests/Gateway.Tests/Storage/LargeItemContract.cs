using HmisGateway.Ledger;
using HmisGateway.Offline;

namespace HmisGateway.Tests.Storage;

/// <summary>Contents in pieces, parts for each client, erasure of both, and what the ledger sees of them.</summary>
public abstract class LargeItemContract : StorageContract
{
    /// <summary>Makes what was stored so old that no process can be storing it still.</summary>
    private protected virtual Task AgePiecesAsync() => Task.CompletedTask;

    [Fact]
    public async Task Pieces_are_read_back_and_go_with_the_item_when_it_is_erased()
    {
        OfflineItem item = await StoreInPiecesAsync();
        await Storage.ReopenAsync();
        (await Storage.Offline.ReadPieceAsync(item.Receipt, 1, Cancellation)).ShouldBe([2, 2]);

        (await Storage.Offline.TryEraseAsync("a", item.Receipt, static _ => Some.Event(), isRepeated: true, Cancellation)).ShouldBeTrue();

        await Should.ThrowAsync<InvalidDataException>(async () => await Storage.Offline.ReadPieceAsync(item.Receipt, 0, Cancellation));
        OfflineItem erased = (await Storage.Offline.ReadAsync("a", item.Receipt, Cancellation)).ShouldNotBeNull();
        erased.Status.ShouldBe(OfflineStatus.Erased);
        erased.WrappedKey.ShouldBeEmpty();
        erased.SealedDetails.ShouldBeEmpty();
        erased.SealedContent.ShouldBeEmpty();
        erased.Clients.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pieces_of_an_item_that_was_never_stored_are_removed()
    {
        OfflineItem kept = await StoreInPiecesAsync();
        Guid orphan = Guid.CreateVersion7();
        await Storage.Offline.StorePieceAsync(orphan, 0, [9], Cancellation);

        await AgePiecesAsync();
        await Storage.Offline.RemoveUnfinishedAsync(Cancellation);

        await Should.ThrowAsync<InvalidDataException>(async () => await Storage.Offline.ReadPieceAsync(orphan, 0, Cancellation));
        (await Storage.Offline.ReadPieceAsync(kept.Receipt, 0, Cancellation)).ShouldBe([1]);
    }

    [Fact]
    public async Task Parts_are_listed_under_their_parent_only_and_in_pages()
    {
        OfflineItem parent = await StoreInPiecesAsync();
        OfflineItem[] parts = [.. Enumerable.Range(0, 3).Select(_ => Some.Item("a", clients: Some.Client("a", "c1")) with { Parent = parent.Receipt })];
        foreach (OfflineItem part in parts)
        {
            await StoreAsync(part);
        }

        (await Storage.Offline.ListPartsAsync("a", parent.Receipt, after: null, 2, Cancellation)).Select(part => part.Receipt)
            .ShouldBe([parts[0].Receipt, parts[1].Receipt]);
        (await Storage.Offline.ListPartsAsync("a", parent.Receipt, parts[1].Receipt, 2, Cancellation)).ShouldHaveSingleItem().Parent.ShouldBe(parent.Receipt);
        (await Storage.Offline.ListPartsAsync("b", parent.Receipt, after: null, 2, Cancellation)).ShouldBeEmpty();
        (await Storage.Offline.ListAsync(new("a", null, 10, null, null, null), Cancellation)).ShouldHaveSingleItem().Receipt.ShouldBe(parent.Receipt);
    }

    [Fact]
    public async Task The_ledger_sees_details_content_and_pieces()
    {
        OfflineItem item = await StoreInPiecesAsync();
        using ItemHash hash = ItemHash.OfCiphertext(item.SealedDetails);
        hash.Add(item.SealedContent);
        hash.Add([1]);
        hash.Add([2, 2]);

        KeptItem kept = (await Storage.KeptItems.FindAsync(item.Receipt, Cancellation)).ShouldNotBeNull();
        kept.AgencyId.ShouldBe("a");
        kept.IsErased.ShouldBeFalse();
        kept.CiphertextHash.ShouldBe(hash.Finish());
        (await Storage.KeptItems.FindAsync(Guid.CreateVersion7(), Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_ledger_is_marked_as_anchored_once_and_answers_for_its_entries()
    {
        await StoreAsync(Some.Item("a"));
        LedgerEntry entry = (await ReadLedgerAsync()).ShouldHaveSingleItem();
        (await Storage.Anchor.ReadHashAsync(1, Cancellation)).ShouldBe(entry.Hash);
        (await Storage.Anchor.ReadHashAsync(2, Cancellation)).ShouldBeNull();
        (await Storage.Anchor.IsMarkedAsync(Cancellation)).ShouldBeFalse();

        await Storage.Anchor.MarkAsync(Some.Event(), Cancellation);
        await Storage.ReopenAsync();

        (await Storage.Anchor.IsMarkedAsync(Cancellation)).ShouldBeTrue();
        (await ReadLedgerAsync()).Count.ShouldBe(2);
    }

    private async Task<OfflineItem> StoreInPiecesAsync()
    {
        OfflineItem item = Some.Item("a", clients: Some.Client("a", "c1")) with { SealedContent = [], Pieces = 2 };
        await Storage.Offline.StorePieceAsync(item.Receipt, 0, [1], Cancellation);
        await Storage.Offline.StorePieceAsync(item.Receipt, 1, [2, 2], Cancellation);
        await StoreAsync(item);
        return item;
    }

    private async Task StoreAsync(OfflineItem item) => await Storage.Offline.StoreAsync(item, Some.Event(), claim: null, Cancellation);
}
