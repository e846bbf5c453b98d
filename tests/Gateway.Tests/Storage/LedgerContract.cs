using System.Text;
using HmisGateway.Ledger;
using HmisGateway.Testing;

namespace HmisGateway.Tests.Storage;

public abstract class LedgerContract : StorageContract
{
    [Fact]
    public async Task An_empty_ledger_has_the_start_as_head_and_verifies()
    {
        (long sequence, byte[] hash) = await Storage.Ledger.ReadHeadAsync(Cancellation);
        sequence.ShouldBe(0);
        hash.ShouldBe(new byte[32]);
        (await VerifyAsync()).ShouldBe(new LedgerVerification.Verified(0, 0));
    }

    [Fact]
    public async Task An_entry_says_its_number_its_time_and_its_events_in_order()
    {
        await Storage.Ledger.AppendAsync(Some.Event("diverted", ("agency", "demo-shelter"), ("code", "no_sharing")), Cancellation);
        await Storage.ReopenAsync();

        LedgerEntry entry = (await ReadLedgerAsync()).ShouldHaveSingleItem();
        entry.Sequence.ShouldBe(1);
        Encoding.UTF8.GetString(entry.Entry).ShouldBe(
            """{"seq":1,"at":"2026-11-02T15:04:05+00:00","events":[{"kind":"diverted","agency":"demo-shelter","code":"no_sharing"}]}""");
        (long sequence, byte[] hash) = await Storage.Ledger.ReadHeadAsync(Cancellation);
        sequence.ShouldBe(1);
        hash.ShouldBe(entry.Hash);
    }

    [Fact]
    public async Task The_chain_goes_on_after_a_restart()
    {
        for (int i = 0; i < 3; i++)
        {
            await Storage.Ledger.AppendAsync(Some.Event(), Cancellation);
            await Storage.ReopenAsync();
        }

        (await VerifyAsync()).ShouldBe(new LedgerVerification.Verified(3, 3));
    }

    [Fact]
    public async Task Reading_starts_behind_the_given_entry_and_crosses_pages()
    {
        for (int i = 0; i < 600; i++)
        {
            await Storage.Ledger.AppendAsync(Some.Event(), Cancellation);
        }

        (await ReadLedgerAsync(after: 10)).Select(entry => entry.Sequence).ShouldBe(Enumerable.Range(11, 590).Select(number => (long)number));
        (await ReadLedgerAsync(after: 600)).ShouldBeEmpty();
        (await ReadLedgerAsync(after: long.MaxValue)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_outcome_goes_along_with_the_next_commit()
    {
        Storage.Ledger.AppendSoon(Some.Event(LedgerEventKind.ForwardOutcome));
        await Storage.Ledger.AppendAsync(Some.Event(LedgerEventKind.ForwardIntent), Cancellation);

        LedgerEntry entry = (await ReadLedgerAsync()).ShouldHaveSingleItem();
        LedgerEntryContent.Read(entry.Entry)!.Value.Events.ShouldBe(2);
    }

    [Fact]
    public async Task An_outcome_alone_is_durable_after_a_short_while()
    {
        Storage.Ledger.AppendSoon(Some.Event(LedgerEventKind.ForwardOutcome));
        (await Storage.Ledger.ReadHeadAsync(Cancellation)).Sequence.ShouldBe(0);

        await Eventually.HoldsAsync(async () =>
        {
            Time.Advance(TimeSpan.FromMilliseconds(50));
            return (await Storage.Ledger.ReadHeadAsync(Cancellation)).Sequence == 1;
        });

        (await VerifyAsync()).ShouldBe(new LedgerVerification.Verified(1, 1));
    }

    [Fact]
    public async Task Outcomes_that_wait_are_written_when_the_storage_closes()
    {
        Storage.Ledger.AppendSoon(Some.Event(LedgerEventKind.ForwardOutcome));
        await Storage.ReopenAsync();
        (await VerifyAsync()).ShouldBe(new LedgerVerification.Verified(1, 1));
    }

    [Fact]
    public async Task A_growing_ledger_verifies_while_it_grows()
    {
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task growing = Task.Run(
            async () =>
            {
                while (!enough.IsCancellationRequested)
                {
                    await Storage.Ledger.AppendAsync(Some.Event(), CancellationToken.None);
                }
            },
            Cancellation);
        for (int i = 0; i < 30; i++)
        {
            (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Verified>();
        }

        await enough.CancelAsync();
        await growing;
    }

    [Fact]
    public async Task An_event_can_be_made_from_the_head_that_it_follows()
    {
        await Storage.Ledger.AppendAsync(Some.Event(), Cancellation);
        byte[] expected = (await Storage.Ledger.ReadHeadAsync(Cancellation)).Hash;

        (long sequence, byte[] hash) = await Storage.Ledger.AppendAtHeadAsync(static (head, hash) => (Some.Event(), (head, hash)), Cancellation);

        sequence.ShouldBe(1);
        hash.ShouldBe(expected);
        (await VerifyAsync()).ShouldBe(new LedgerVerification.Verified(2, 2));
    }

    private async Task<LedgerVerification> VerifyAsync() => await LedgerVerifier.VerifyAsync(Storage.Ledger, Cancellation);
}
