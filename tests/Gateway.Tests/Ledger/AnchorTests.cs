using HmisGateway.Agencies;
using HmisGateway.Hosting;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Policy.Consent;
using HmisGateway.Tests.Keys;
using HmisGateway.Tests.Storage.Sqlite;

namespace HmisGateway.Tests.Ledger;

/// <summary>The anchor notices storage that is older than it was, and says what it has forgotten.</summary>
public sealed class AnchorTests : IAsyncLifetime
{
    private AnchoredStorage _anchored = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Actor Actor => new("custodian", ActorReason.Correction, null);

    private string File => _anchored.Folder["anchor.jsonl"];

    public async ValueTask InitializeAsync() => _anchored = await AnchoredStorage.CreateAsync();

    public ValueTask DisposeAsync() => _anchored.DisposeAsync();

    [Fact]
    public async Task Without_an_anchor_everything_goes_on()
    {
        using LedgerAnchor anchor = await OpenAsync(path: null);
        anchor.State.ShouldBe(AnchorState.Off);
        anchor.MayForward.ShouldBeTrue();
        anchor.IsSound.ShouldBeTrue();
        (await anchor.ReconcileAsync(Actor, leavesMissing: true)).ShouldBeOfType<AnchorReconciliation.NothingToDo>();
    }

    [Fact]
    public async Task A_none_is_in_the_anchor_when_its_recording_returns_and_names_nobody()
    {
        using LedgerAnchor anchor = await OpenAsync();
        await _anchored.RecordAsync(anchor, "a", "client-7", SharingChoice.None);

        string text = await System.IO.File.ReadAllTextAsync(File, Cancellation);
        text.ShouldContain("\"kind\":\"none\"");
        text.ShouldContain("\"agency\":\"a\"");
        text.ShouldNotContain("client-7");
        text.ShouldNotContain(Some.Client("a", "client-7").Hash.ToString("x32"));
        text.ShouldNotContain(new Pseudonymizer(_anchored.Ring).PerAgency("a", new(1)));
    }

    [Theory]
    [InlineData(SharingChoice.Full)]
    [InlineData(SharingChoice.Limited)]
    public async Task Other_choices_are_not(SharingChoice choice)
    {
        using LedgerAnchor anchor = await OpenAsync();
        await _anchored.RecordAsync(anchor, "a", "c", choice);
        (await System.IO.File.ReadAllTextAsync(File, Cancellation)).ShouldNotContain("\"kind\":\"none\"");
    }

    [Fact]
    public async Task Storage_that_went_on_agrees_with_its_anchor()
    {
        using (LedgerAnchor anchor = await OpenAsync())
        {
            await _anchored.RecordAsync(anchor, "a", "c", SharingChoice.None);
            await anchor.AddHeadAsync();
        }

        await _anchored.RecordAsync(null, "a", "d", SharingChoice.Full);
        using LedgerAnchor again = await OpenAsync();
        again.State.ShouldBe(AnchorState.Agrees);
    }

    [Fact]
    public async Task Storage_from_before_a_none_forwards_nothing_until_it_was_recorded_again_and_reconciled()
    {
        byte[] backup;
        using (LedgerAnchor anchor = await OpenAsync())
        {
            await _anchored.RecordAsync(anchor, "a", "kept", SharingChoice.None);
            backup = await _anchored.BackUpAsync();
            await _anchored.RecordAsync(anchor, "a", "lost", SharingChoice.None);
        }

        await _anchored.RestoreAsync(backup);
        using (LedgerAnchor older = await OpenAsync())
        {
            older.State.ShouldBe(AnchorState.Older);
            older.MayForward.ShouldBeFalse();
            (await older.CompareAsync(Cancellation)).Missing.ShouldHaveSingleItem().Agency.ShouldBe("a");
            await older.AddHeadAsync();
            (await older.ReconcileAsync(Actor, leavesMissing: false)).ShouldBeOfType<AnchorReconciliation.NoneMissing>();
            older.MayForward.ShouldBeFalse();
            await _anchored.RecordAsync(older, "a", "lost", SharingChoice.None);
        }

        using (LedgerAnchor still = await OpenAsync())
        {
            still.State.ShouldBe(AnchorState.Older, "recording something does not reconcile, and neither does a restart");
            (await still.CompareAsync(Cancellation)).Missing.ShouldBeEmpty();
            (await still.ReconcileAsync(Actor, leavesMissing: false)).ShouldBeOfType<AnchorReconciliation.Done>();
            still.MayForward.ShouldBeTrue();
        }

        using LedgerAnchor reconciled = await OpenAsync();
        reconciled.State.ShouldBe(AnchorState.Agrees);
        (await _anchored.LedgerTextAsync()).ShouldContain("storage.reconciled");
    }

    [Fact]
    public async Task What_is_missing_can_be_left_out_by_somebody_who_says_so()
    {
        byte[] backup;
        using (LedgerAnchor anchor = await OpenAsync())
        {
            backup = await _anchored.BackUpAsync();
            await _anchored.RecordAsync(anchor, "a", "lost", SharingChoice.None);
        }

        await _anchored.RestoreAsync(backup);
        using LedgerAnchor older = await OpenAsync();
        (await older.ReconcileAsync(Actor, leavesMissing: true)).ShouldBeOfType<AnchorReconciliation.Done>().Before.Missing.Count.ShouldBe(1);
        (await _anchored.LedgerTextAsync()).ShouldContain("\"missing\":\"1\"");
    }

    [Fact]
    public async Task A_backup_from_before_the_reconciliation_is_older_too()
    {
        byte[] backup;
        using (LedgerAnchor anchor = await OpenAsync())
        {
            backup = await _anchored.BackUpAsync();
            await _anchored.RecordAsync(anchor, "a", "lost", SharingChoice.None);
        }

        await _anchored.RestoreAsync(backup);
        using (LedgerAnchor older = await OpenAsync())
        {
            await _anchored.RecordAsync(older, "a", "lost", SharingChoice.None);
            (await older.ReconcileAsync(Actor, leavesMissing: false)).ShouldBeOfType<AnchorReconciliation.Done>();
        }

        await _anchored.RestoreAsync(backup);
        using LedgerAnchor again = await OpenAsync();
        again.State.ShouldBe(AnchorState.Older);
        (await again.CompareAsync(Cancellation)).Missing.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_empty_new_storage_is_older_than_an_anchor_with_entries()
    {
        using (LedgerAnchor anchor = await OpenAsync())
        {
            await _anchored.RecordAsync(anchor, "a", "lost", SharingChoice.None);
        }

        await _anchored.LoseAsync();
        using LedgerAnchor older = await OpenAsync();
        older.State.ShouldBe(AnchorState.Older);
    }

    [Fact]
    public async Task An_anchor_that_has_gone_is_missed()
    {
        using (LedgerAnchor anchor = await OpenAsync())
        {
            await _anchored.RecordAsync(anchor, "a", "c", SharingChoice.None);
        }

        System.IO.File.Delete(File);
        using LedgerAnchor missing = await OpenAsync();
        missing.State.ShouldBe(AnchorState.Missing);
        missing.MayForward.ShouldBeFalse();
        await Should.ThrowAsync<IOException>(async () => await _anchored.RecordAsync(missing, "a", "d", SharingChoice.None));
        System.IO.File.Exists(File).ShouldBeFalse("a file that was made anew would hide what is missing");
        (await missing.ReconcileAsync(Actor, leavesMissing: false)).ShouldBeOfType<AnchorReconciliation.Done>();
        await _anchored.RecordAsync(missing, "a", "d", SharingChoice.None);
    }

    [Fact]
    public async Task A_none_fails_while_the_anchor_cannot_be_written_and_is_on_file_all_the_same()
    {
        using LedgerAnchor anchor = await OpenAsync();
        System.IO.File.Move(File, File + ".away");

        await Should.ThrowAsync<IOException>(async () => await _anchored.RecordAsync(anchor, "a", "c", SharingChoice.None));

        anchor.IsSound.ShouldBeFalse();
        (await _anchored.Storage.Consent.ReadOwnAsync("a", Some.Client("a", "c"), Cancellation)).ShouldHaveSingleItem();
        System.IO.File.Move(File + ".away", File);
        await anchor.AddHeadAsync();
        anchor.IsSound.ShouldBeTrue();
    }

    [Theory]
    [InlineData("\"agency\":\"a\"", "\"agency\":\"b\"")]
    [InlineData("\"kind\":\"none\"", "\"kind\":\"head\"")]
    [InlineData("{", "")]
    public async Task A_changed_line_stops_the_forwards(string from, string to)
    {
        using (LedgerAnchor anchor = await OpenAsync())
        {
            await _anchored.RecordAsync(anchor, "a", "c", SharingChoice.None);
        }

        string text = await System.IO.File.ReadAllTextAsync(File, Cancellation);
        await System.IO.File.WriteAllTextAsync(File, text.Replace(from, to, StringComparison.Ordinal), Cancellation);
        using LedgerAnchor changed = await OpenAsync();
        changed.State.ShouldBe(AnchorState.Unusable);
        changed.MayForward.ShouldBeFalse();
        (await changed.ReconcileAsync(Actor, leavesMissing: true)).ShouldBeOfType<AnchorReconciliation.Done>();
        using LedgerAnchor reconciled = await OpenAsync();
        reconciled.State.ShouldBe(AnchorState.Agrees);
    }

    [Fact]
    public async Task Half_a_line_at_the_end_was_never_acknowledged()
    {
        using (LedgerAnchor anchor = await OpenAsync())
        {
            await _anchored.RecordAsync(anchor, "a", "c", SharingChoice.None);
        }

        await System.IO.File.AppendAllTextAsync(File, """{"kind":"none","seq""", Cancellation);
        using (LedgerAnchor again = await OpenAsync())
        {
            again.State.ShouldBe(AnchorState.Agrees);
            await _anchored.RecordAsync(again, "a", "d", SharingChoice.None);
        }

        using LedgerAnchor last = await OpenAsync();
        last.State.ShouldBe(AnchorState.Agrees);
        AnchorContent.Parse(await System.IO.File.ReadAllTextAsync(File, Cancellation), new AnchorSeal(_anchored.Ring))
            .Lines.Count(line => line.Kind == AnchorLineKind.None).ShouldBe(2);
    }

    [Fact]
    public async Task A_reconciliation_that_was_copied_to_the_end_hides_nothing()
    {
        byte[] backup;
        using (LedgerAnchor anchor = await OpenAsync())
        {
            await _anchored.RecordAsync(anchor, "a", "first", SharingChoice.None);
        }

        System.IO.File.Delete(File);
        using (LedgerAnchor missing = await OpenAsync())
        {
            (await missing.ReconcileAsync(Actor, leavesMissing: false)).ShouldBeOfType<AnchorReconciliation.Done>();
            backup = await _anchored.BackUpAsync();
            await _anchored.RecordAsync(missing, "a", "lost", SharingChoice.None);
        }

        string reconciled = (await System.IO.File.ReadAllLinesAsync(File, Cancellation)).Single(static line => line.Contains("\"reconciled\""));
        await System.IO.File.AppendAllTextAsync(File, reconciled + "\n", Cancellation);
        await _anchored.RestoreAsync(backup);
        using LedgerAnchor older = await OpenAsync();
        older.State.ShouldBe(AnchorState.Older);
    }

    [Fact]
    public async Task An_anchor_that_is_there_again_is_found_without_a_restart()
    {
        using (LedgerAnchor anchor = await OpenAsync())
        {
            await _anchored.RecordAsync(anchor, "a", "c", SharingChoice.None);
        }

        System.IO.File.Move(File, File + ".away");
        using LedgerAnchor missing = await OpenAsync();
        await missing.LookAgainAsync(Cancellation);
        missing.State.ShouldBe(AnchorState.Missing);
        System.IO.File.Move(File + ".away", File);
        await missing.LookAgainAsync(Cancellation);
        missing.State.ShouldBe(AnchorState.Agrees);
    }

    [Fact]
    public async Task The_anchor_of_another_installation_is_not_this_ones()
    {
        using (LedgerAnchor anchor = await OpenAsync())
        {
            await _anchored.RecordAsync(anchor, "a", "c", SharingChoice.None);
        }

        await using SqliteUnderTest other = new(_anchored.Time);
        using KeyRing ring = await OpenKeyRing.OnAsync(_anchored.Folder["other-keys"], other.AgencyKeys);
        using LedgerAnchor strange = await _anchored.OpenAsync(new LedgerOptions { Anchor = File }, other, ring);
        strange.State.ShouldBe(AnchorState.Unusable);
    }

    [Fact]
    public async Task An_interval_without_changes_adds_nothing()
    {
        using LedgerAnchor anchor = await OpenAsync();
        await anchor.AddHeadAsync();
        string before = await System.IO.File.ReadAllTextAsync(File, Cancellation);
        await anchor.AddHeadAsync();
        (await System.IO.File.ReadAllTextAsync(File, Cancellation)).ShouldBe(before);
        await _anchored.Storage.Ledger.AppendAsync(Some.Event(), Cancellation);
        await anchor.AddHeadAsync();
        (await System.IO.File.ReadAllTextAsync(File, Cancellation)).Length.ShouldBeGreaterThan(before.Length);
    }

    [Fact]
    public async Task A_verification_names_the_first_entry_that_the_anchor_has_and_the_storage_has_not()
    {
        byte[] backup;
        long kept;
        using (LedgerAnchor anchor = await OpenAsync())
        {
            await anchor.AddHeadAsync();
            kept = (await _anchored.Storage.Ledger.ReadHeadAsync(Cancellation)).Sequence;
            backup = await _anchored.BackUpAsync();
            await _anchored.RecordAsync(anchor, "a", "c", SharingChoice.None);
        }

        (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Verified>();
        await _anchored.RestoreAsync(backup);
        (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Broken>().Sequence.ShouldBe(kept + 1);
        await _anchored.RecordAsync(null, "a", "other", SharingChoice.Full);
        (await VerifyAsync()).ShouldBe(new LedgerVerification.Broken(kept + 1, "the anchor names another hash for it"));
    }

    private async Task<LedgerVerification> VerifyAsync() => await LedgerVerifier.VerifyAsync(
        _anchored.Storage.Ledger,
        [new AnchorCheck(AnchorContent.Parse(await System.IO.File.ReadAllTextAsync(File, Cancellation), new AnchorSeal(_anchored.Ring)))],
        Cancellation);

    private Task<LedgerAnchor> OpenAsync() => OpenAsync(File);

    private Task<LedgerAnchor> OpenAsync(string? path) => _anchored.OpenAsync(new LedgerOptions { Anchor = path });
}
