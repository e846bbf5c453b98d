using HmisGateway.Ledger;
using HmisGateway.Offline;

namespace HmisGateway.Tests.Storage;

/// <summary>Somebody changes offline items behind the gateway's back; the entry that commits to the item tells.</summary>
public abstract class ItemTamperingContract : StorageContract
{
    private readonly List<OfflineItem> _items = [];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        for (int i = 0; i < 4; i++)
        {
            OfflineItem item = Some.Item(i % 2 == 0 ? "a" : "b") with { SealedContent = [(byte)i, 1, 2, 3], SealedDetails = [(byte)i, 4, 5] };
            _items.Add(item);
            await Storage.Offline.StoreAsync(item, EventOf(item), Cancellation);
        }
    }

    [Fact]
    public async Task Untouched_items_verify()
    {
        ItemCheck check = new(Storage.KeptItems);
        (await LedgerVerifier.VerifyAsync(Storage.Ledger, [check], Cancellation)).ShouldBe(new LedgerVerification.Verified(4, 4));
        check.Items.ShouldBe(4);
    }

    [Theory]
    [InlineData("UPDATE offline_item SET sealed_content = x'02010209' WHERE sequence = 3", 3, "not what was kept")]
    [InlineData("UPDATE offline_item SET sealed_details = x'020406' WHERE sequence = 3", 3, "not what was kept")]
    [InlineData("UPDATE offline_item SET sealed_content = sealed_details, sealed_details = sealed_content WHERE sequence = 2", 2, "not what was kept")]
    [InlineData("DELETE FROM offline_item WHERE sequence = 2", 2, "is missing")]
    [InlineData("UPDATE offline_item SET agency_id = CASE agency_id WHEN 'a' THEN 'b' ELSE 'a' END WHERE sequence IN (3, 4)", 3, "under another agency")]
    [InlineData("UPDATE offline_item SET receipt = zeroblob(16) WHERE sequence = 4", 4, "is missing")]
    [InlineData("UPDATE offline_item SET status = 5, sealed_content = x'' WHERE sequence = 1", 1, "marked as erased")]
    [InlineData("UPDATE offline_item SET status = 5 WHERE sequence = 1", 1, "marked as erased")]
    [InlineData(
        """
        CREATE TEMP TABLE kept AS SELECT * FROM offline_item WHERE sequence IN (2, 3);
        UPDATE offline_item SET (sealed_details, sealed_content) = (SELECT sealed_details, sealed_content FROM kept WHERE sequence = 5 - offline_item.sequence) WHERE sequence IN (2, 3)
        """,
        2,
        "not what was kept")]
    public async Task A_changed_item_is_named_by_its_entry(string sql, long sequence, string problem)
    {
        await Storage.TamperAsync(sql);
        LedgerVerification.Broken broken = (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Broken>();
        broken.Sequence.ShouldBe(sequence);
        broken.Problem.ShouldContain(problem);
    }

    [Fact]
    public async Task An_item_that_an_entry_says_was_erased_may_be_gone()
    {
        await Storage.Ledger.AppendAsync(
            Some.Event(LedgerEventKind.ItemStatus, ("receipt", _items[1].Receipt.ToString()), ("to", "erased")), Cancellation);
        await Storage.TamperAsync("UPDATE offline_item SET status = 5, sealed_content = x'', sealed_details = x'' WHERE sequence = 2");
        (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Verified>();
        await Storage.TamperAsync("DELETE FROM offline_item WHERE sequence = 2");
        (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Verified>();
    }

    [Fact]
    public async Task An_erased_item_that_is_there_again_is_named_by_its_erasure()
    {
        await Storage.Ledger.AppendAsync(
            Some.Event(LedgerEventKind.ItemStatus, ("receipt", _items[1].Receipt.ToString()), ("to", "erased")), Cancellation);
        LedgerVerification.Broken broken = (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Broken>();
        broken.Sequence.ShouldBe(5);
        broken.Problem.ShouldContain("is there again");
    }

    private static LedgerEvent EventOf(OfflineItem item) => Some.Event(
        LedgerEventKind.Diverted,
        ("decision", item.Receipt.ToString()),
        ("agency", item.AgencyId),
        ("ciphertext", Convert.ToHexStringLower(ItemSealer.HashCiphertext(item.SealedDetails, item.SealedContent))));

    private async Task<LedgerVerification> VerifyAsync() =>
        await LedgerVerifier.VerifyAsync(Storage.Ledger, [new ItemCheck(Storage.KeptItems)], Cancellation);
}
