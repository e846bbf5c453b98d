using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Offline;

namespace HmisGateway.Tests.Storage;

/// <summary>What every storage does with content that is sent again.</summary>
public abstract class RepeatedItemContract : StorageContract
{
    private static readonly ContentKey s_content = new(7);

    [Fact]
    public async Task Equal_contents_stored_at_once_are_one_item_with_an_attempt_for_each()
    {
        OfflineItem[] items = [.. Enumerable.Range(0, 20).Select(_ => Some.Item("a") with { Content = s_content })];

        ItemKeeping[] kept = await Task.WhenAll(items.Select(item => Storage.Offline.StoreAsync(item, Evidence(item), Cancellation).AsTask()));

        OfflineItem stored = items[Array.FindIndex(kept, static one => one is ItemKeeping.Stored)];
        kept.Count(static one => one is ItemKeeping.Stored).ShouldBe(1);
        kept.OfType<ItemKeeping.Joined>().ShouldAllBe(joined => joined.Receipt == stored.Receipt);
        await Storage.ReopenAsync();
        OfflineItem read = (await ListAsync("a")).ShouldHaveSingleItem();
        read.Receipt.ShouldBe(stored.Receipt);
        read.Attempts.ShouldBe(20);
        IReadOnlyList<AttemptEntry> attempts = await Storage.Offline.ListAttemptsAsync("a", stored.Receipt, Cancellation);
        attempts.Select(static attempt => attempt.Decision).ShouldBe(items.Select(static item => item.Receipt), ignoreOrder: true);
        attempts[0].Decision.ShouldBe(stored.Receipt);
        (await Storage.Offline.ListAttemptsAsync("b", stored.Receipt, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_attempt_joins_without_a_sealed_copy_and_brings_its_code_and_its_clients()
    {
        Pseudonym known = Some.Client("a", "c1");
        Pseudonym added = Some.Client("a", "c2");
        OfflineItem item = Some.Item("a", "consent_not_confirmed", known) with { Content = s_content };
        await Storage.Offline.StoreAsync(item, Evidence(item), Cancellation);
        OfflineAttempt attempt = Attempt(OfflineStatus.Held) with { Code = "no_sharing", Clients = [added, known] };

        ItemKeeping? kept = await Storage.Offline.TryJoinAsync(attempt, Some.Event(), claim: null, Cancellation);

        kept.ShouldBe(new ItemKeeping.Joined(item.Receipt));
        OfflineItem listed = (await Storage.Offline.ListAsync(new("a", null, 10, added, "no_sharing", null), Cancellation)).ShouldHaveSingleItem();
        listed.Clients.ShouldBe([known, added]);
        (await Storage.Offline.ListAttemptsAsync("a", item.Receipt, Cancellation))
            .ShouldBe([new(item.ReceivedAt, item.Receipt, "consent_not_confirmed"), new(attempt.ReceivedAt, attempt.Decision, "no_sharing")]);
    }

    [Fact]
    public async Task Nothing_joins_another_agencys_item_one_in_doubt_or_a_closed_one()
    {
        OfflineItem held = Some.Item("a") with { Content = s_content };
        OfflineItem doubt = Some.Item("a") with { Content = new ContentKey(8), Status = OfflineStatus.InDoubt };
        await Storage.Offline.StoreAsync(held, Evidence(held), Cancellation);
        await Storage.Offline.StoreAsync(doubt, Evidence(doubt), Cancellation);

        (await Storage.Offline.TryJoinAsync(Attempt(OfflineStatus.Held) with { AgencyId = "b" }, Some.Event(), null, Cancellation)).ShouldBeNull();
        (await Storage.Offline.TryJoinAsync(Attempt(OfflineStatus.Held) with { Content = new ContentKey(8) }, Some.Event(), null, Cancellation)).ShouldBeNull();
        (await Storage.Offline.TryJoinAsync(Attempt(OfflineStatus.InDoubt), Some.Event(), null, Cancellation)).ShouldBeNull();
        (await Storage.Offline.CloseSentLaterAsync("b", s_content, Guid.NewGuid(), Cancellation)).ShouldBe(0);
        (await Storage.Offline.CloseSentLaterAsync("a", s_content, Guid.NewGuid(), Cancellation)).ShouldBe(1);
        (await Storage.Offline.TryJoinAsync(Attempt(OfflineStatus.Held), Some.Event(), null, Cancellation)).ShouldBeNull();
        OfflineItem next = Some.Item("a") with { Content = s_content };
        (await Storage.Offline.StoreAsync(next, Evidence(next), Cancellation)).ShouldBe(new ItemKeeping.Stored());
    }

    [Fact]
    public async Task What_is_open_is_known_in_memory_and_after_a_restart()
    {
        OfflineItem held = Some.Item("a") with { Content = s_content };
        OfflineItem doubt = Some.Item("a") with { Content = new ContentKey(8), Status = OfflineStatus.InDoubt };
        Storage.Offline.Open.IsEmpty.ShouldBeTrue();
        await Storage.Offline.StoreAsync(held, Evidence(held), Cancellation);
        await Storage.Offline.StoreAsync(doubt, Evidence(doubt), Cancellation);

        for (int i = 0; i < 2; i++)
        {
            Storage.Offline.Open.IsEmpty.ShouldBeFalse();
            Storage.Offline.Open.IsHeld(s_content).ShouldBeTrue();
            Storage.Offline.Open.IsHeld(new ContentKey(8)).ShouldBeFalse();
            Storage.Offline.Open.FindInDoubt(new ContentKey(8)).ShouldBe(doubt.Receipt);
            Storage.Offline.Open.FindInDoubt(s_content).ShouldBeNull();
            (await Storage.Offline.FindHeldAsync("a", s_content, Cancellation)).ShouldBe(held.Receipt);
            (await Storage.Offline.FindHeldAsync("b", s_content, Cancellation)).ShouldBeNull();
            (await Storage.Offline.FindHeldAsync("a", new ContentKey(8), Cancellation)).ShouldBeNull();
            await Storage.ReopenAsync();
        }

        // Settled as not arrived, then sent; and erased.
        (await MoveAsync(doubt, OfflineStatus.InDoubt, OfflineStatus.Held)).ShouldBeTrue();
        Storage.Offline.Open.IsHeld(new ContentKey(8)).ShouldBeTrue();
        Storage.Offline.Open.FindInDoubt(new ContentKey(8)).ShouldBeNull();
        (await MoveAsync(doubt, OfflineStatus.Held, OfflineStatus.SentLater)).ShouldBeTrue();
        (await MoveAsync(held, OfflineStatus.Held, OfflineStatus.Erased)).ShouldBeTrue();
        Storage.Offline.Open.IsEmpty.ShouldBeTrue();
        await Storage.ReopenAsync();
        Storage.Offline.Open.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task A_status_changes_only_as_the_transitions_say()
    {
        foreach (OfflineStatus from in Enum.GetValues<OfflineStatus>())
        {
            foreach (OfflineStatus to in Enum.GetValues<OfflineStatus>())
            {
                OfflineItem item = Some.Item("a") with { Status = from, Content = new ContentKey((UInt128)(100 + ((int)from * 10) + (int)to)) };
                await Storage.Offline.StoreAsync(item, Evidence(item), Cancellation);
                bool isAllowed = OfflineTransitions.IsAllowed(from, to);

                (await MoveAsync(item with { AgencyId = "b" }, from, to)).ShouldBeFalse();
                (await MoveAsync(item, from, to)).ShouldBe(isAllowed, $"{from} to {to}");
                (await Storage.Offline.ReadAsync("a", item.Receipt, Cancellation))!.Status.ShouldBe(isAllowed ? to : from);
                (await MoveAsync(item, from, to)).ShouldBeFalse("it is not there any more");
            }
        }
    }

    [Fact]
    public async Task A_key_that_came_with_another_content_keeps_nothing_until_it_is_forgotten()
    {
        IdempotencyClaim claim = new(1, s_content, Some.Moment);
        (await Storage.Offline.TryAdmitAsync(Some.Event(LedgerEventKind.ForwardIntent), claim, Cancellation)).ShouldBeTrue();
        await Storage.ReopenAsync();
        long entries = (await Storage.Ledger.ReadHeadAsync(Cancellation)).Sequence;
        IdempotencyClaim other = claim with { Content = new ContentKey(9), SeenAt = Some.Moment + IdempotencyClaim.Retention };
        OfflineItem item = Some.Item("a") with { Content = new ContentKey(9) };

        (await Storage.Offline.TryAdmitAsync(Some.Event(), other, Cancellation)).ShouldBeFalse();
        (await Storage.Offline.StoreAsync(item, Evidence(item), other, Cancellation)).ShouldBe(new ItemKeeping.KeyReused());
        (await ListAsync("a")).ShouldBeEmpty();
        (await Storage.Ledger.ReadHeadAsync(Cancellation)).Sequence.ShouldBe(entries);

        (await Storage.Offline.StoreAsync(item, Evidence(item), claim with { Key = 2, Content = new ContentKey(9) }, Cancellation)).ShouldBe(new ItemKeeping.Stored());
        (await Storage.Offline.TryJoinAsync(Attempt(OfflineStatus.Held) with { Content = new ContentKey(9) }, Some.Event(), other, Cancellation))
            .ShouldBe(new ItemKeeping.KeyReused());
        (await Storage.Offline.TryAdmitAsync(Some.Event(), claim with { SeenAt = other.SeenAt }, Cancellation)).ShouldBeTrue();
        (await Storage.Offline.TryAdmitAsync(Some.Event(), other with { SeenAt = other.SeenAt + IdempotencyClaim.Retention }, Cancellation)).ShouldBeFalse();
        (await Storage.Offline.TryAdmitAsync(
            Some.Event(), other with { SeenAt = other.SeenAt + IdempotencyClaim.Retention + TimeSpan.FromMicroseconds(1) }, Cancellation)).ShouldBeTrue();
    }

    private static LedgerEvent Evidence(OfflineItem item) => Some.Event(values: ("decision", item.Receipt.ToString()));

    private static OfflineAttempt Attempt(OfflineStatus joins) => new()
    {
        Decision = Guid.CreateVersion7(),
        AgencyId = "a",
        Content = s_content,
        ReceivedAt = Some.Moment.AddMinutes(1),
        Code = "consent_not_confirmed",
        Joins = joins,
        Clients = [],
    };

    private ValueTask<bool> MoveAsync(OfflineItem item, OfflineStatus from, OfflineStatus to) =>
        Storage.Offline.TryMoveAsync(item.AgencyId, item.Receipt, from, to, Some.Event(LedgerEventKind.ItemStatus), Cancellation);

    private async Task<IReadOnlyList<OfflineItem>> ListAsync(string agencyId) =>
        await Storage.Offline.ListAsync(new(agencyId, null, 100, null, null, null), Cancellation);
}
