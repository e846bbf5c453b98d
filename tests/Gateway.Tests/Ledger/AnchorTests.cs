using System.Text;
using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Hosting;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Policy.Consent;
using HmisGateway.Telemetry;
using HmisGateway.Tests.Keys;
using HmisGateway.Tests.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace HmisGateway.Tests.Ledger;

/// <summary>The anchor notices storage that is older than it was, and says what it has forgotten.</summary>
public sealed class AnchorTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(Some.Moment);
    private readonly SqliteUnderTest _storage;
    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private KeyRing _ring = null!;

    public AnchorTests() => _storage = new SqliteUnderTest(_time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Actor Actor => new("custodian", ActorReason.Correction, null);

    private string File => _folder["anchor.jsonl"];

    public async ValueTask InitializeAsync() => _ring = await OpenKeyRing.OnAsync(_folder["keys"], _storage.AgencyKeys);

    public async ValueTask DisposeAsync()
    {
        _ring.Dispose();
        await _storage.DisposeAsync();
        await _meters.DisposeAsync();
        _folder.Dispose();
    }

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
        await RecordAsync(anchor, "a", "client-7", SharingChoice.None);

        string text = await System.IO.File.ReadAllTextAsync(File, Cancellation);
        text.ShouldContain("\"kind\":\"none\"");
        text.ShouldContain("\"agency\":\"a\"");
        text.ShouldNotContain("client-7");
        text.ShouldNotContain(Some.Client("a", "client-7").Hash.ToString("x32"));
        text.ShouldNotContain(new Pseudonymizer(_ring).PerAgency("a", new(1)));
    }

    [Theory]
    [InlineData(SharingChoice.Full)]
    [InlineData(SharingChoice.Limited)]
    public async Task Other_choices_are_not(SharingChoice choice)
    {
        using LedgerAnchor anchor = await OpenAsync();
        await RecordAsync(anchor, "a", "c", choice);
        (await System.IO.File.ReadAllTextAsync(File, Cancellation)).ShouldNotContain("\"kind\":\"none\"");
    }

    [Fact]
    public async Task Storage_that_went_on_agrees_with_its_anchor()
    {
        using (LedgerAnchor anchor = await OpenAsync())
        {
            await RecordAsync(anchor, "a", "c", SharingChoice.None);
            await anchor.AddHeadAsync();
        }

        await RecordAsync(null, "a", "d", SharingChoice.Full);
        using LedgerAnchor again = await OpenAsync();
        again.State.ShouldBe(AnchorState.Agrees);
    }

    [Fact]
    public async Task Storage_from_before_a_none_forwards_nothing_until_it_was_recorded_again_and_reconciled()
    {
        byte[] backup;
        using (LedgerAnchor anchor = await OpenAsync())
        {
            await RecordAsync(anchor, "a", "kept", SharingChoice.None);
            backup = await BackUpAsync();
            await RecordAsync(anchor, "a", "lost", SharingChoice.None);
        }

        await RestoreAsync(backup);
        using (LedgerAnchor older = await OpenAsync())
        {
            older.State.ShouldBe(AnchorState.Older);
            older.MayForward.ShouldBeFalse();
            (await older.CompareAsync(Cancellation)).Missing.ShouldHaveSingleItem().Agency.ShouldBe("a");
            await older.AddHeadAsync();
            (await older.ReconcileAsync(Actor, leavesMissing: false)).ShouldBeOfType<AnchorReconciliation.NoneMissing>();
            older.MayForward.ShouldBeFalse();
            await RecordAsync(older, "a", "lost", SharingChoice.None);
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
        (await LedgerTextAsync()).ShouldContain("storage.reconciled");
    }

    [Fact]
    public async Task What_is_missing_can_be_left_out_by_somebody_who_says_so()
    {
        byte[] backup;
        using (LedgerAnchor anchor = await OpenAsync())
        {
            backup = await BackUpAsync();
            await RecordAsync(anchor, "a", "lost", SharingChoice.None);
        }

        await RestoreAsync(backup);
        using LedgerAnchor older = await OpenAsync();
        (await older.ReconcileAsync(Actor, leavesMissing: true)).ShouldBeOfType<AnchorReconciliation.Done>().Before.Missing.Count.ShouldBe(1);
        (await LedgerTextAsync()).ShouldContain("\"missing\":\"1\"");
    }

    [Fact]
    public async Task A_backup_from_before_the_reconciliation_is_older_too()
    {
        byte[] backup;
        using (LedgerAnchor anchor = await OpenAsync())
        {
            backup = await BackUpAsync();
            await RecordAsync(anchor, "a", "lost", SharingChoice.None);
        }

        await RestoreAsync(backup);
        using (LedgerAnchor older = await OpenAsync())
        {
            await RecordAsync(older, "a", "lost", SharingChoice.None);
            (await older.ReconcileAsync(Actor, leavesMissing: false)).ShouldBeOfType<AnchorReconciliation.Done>();
        }

        await RestoreAsync(backup);
        using LedgerAnchor again = await OpenAsync();
        again.State.ShouldBe(AnchorState.Older);
        (await again.CompareAsync(Cancellation)).Missing.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_empty_new_storage_is_older_than_an_anchor_with_entries()
    {
        using (LedgerAnchor anchor = await OpenAsync())
        {
            await RecordAsync(anchor, "a", "lost", SharingChoice.None);
        }

        await _storage.CloseAsync();
        foreach (string file in Directory.GetFiles(_storage.DataDirectory))
        {
            System.IO.File.Delete(file);
        }

        // The same keys serve a new storage, so the seals of the lines hold.
        _ring.Dispose();
        System.IO.File.Delete(Path.Combine(_folder["keys"], "storage.used"));
        _ring = await OpenKeyRing.OnAsync(_folder["keys"], _storage.AgencyKeys);
        using LedgerAnchor older = await OpenAsync();
        older.State.ShouldBe(AnchorState.Older);
    }

    [Fact]
    public async Task An_anchor_that_has_gone_is_missed()
    {
        using (LedgerAnchor anchor = await OpenAsync())
        {
            await RecordAsync(anchor, "a", "c", SharingChoice.None);
        }

        System.IO.File.Delete(File);
        using LedgerAnchor missing = await OpenAsync();
        missing.State.ShouldBe(AnchorState.Missing);
        missing.MayForward.ShouldBeFalse();
        await Should.ThrowAsync<IOException>(async () => await RecordAsync(missing, "a", "d", SharingChoice.None));
        System.IO.File.Exists(File).ShouldBeFalse("a file that was made anew would hide what is missing");
        (await missing.ReconcileAsync(Actor, leavesMissing: false)).ShouldBeOfType<AnchorReconciliation.Done>();
        await RecordAsync(missing, "a", "d", SharingChoice.None);
    }

    [Fact]
    public async Task A_none_fails_while_the_anchor_cannot_be_written_and_is_on_file_all_the_same()
    {
        using LedgerAnchor anchor = await OpenAsync();
        System.IO.File.Move(File, File + ".away");

        await Should.ThrowAsync<IOException>(async () => await RecordAsync(anchor, "a", "c", SharingChoice.None));

        anchor.IsSound.ShouldBeFalse();
        (await _storage.Consent.ReadOwnAsync("a", Some.Client("a", "c"), Cancellation)).ShouldHaveSingleItem();
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
            await RecordAsync(anchor, "a", "c", SharingChoice.None);
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
            await RecordAsync(anchor, "a", "c", SharingChoice.None);
        }

        await System.IO.File.AppendAllTextAsync(File, """{"kind":"none","seq""", Cancellation);
        using (LedgerAnchor again = await OpenAsync())
        {
            again.State.ShouldBe(AnchorState.Agrees);
            await RecordAsync(again, "a", "d", SharingChoice.None);
        }

        using LedgerAnchor last = await OpenAsync();
        last.State.ShouldBe(AnchorState.Agrees);
        AnchorContent.Parse(await System.IO.File.ReadAllTextAsync(File, Cancellation), new AnchorSeal(_ring))
            .Lines.Count(line => line.Kind == AnchorLineKind.None).ShouldBe(2);
    }

    [Fact]
    public async Task The_anchor_of_another_installation_is_not_this_ones()
    {
        using (LedgerAnchor anchor = await OpenAsync())
        {
            await RecordAsync(anchor, "a", "c", SharingChoice.None);
        }

        await using SqliteUnderTest other = new(_time);
        using KeyRing ring = await OpenKeyRing.OnAsync(_folder["other-keys"], other.AgencyKeys);
        using LedgerAnchor strange = await OpenAsync(File, other, ring);
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
        await _storage.Ledger.AppendAsync(Some.Event(), Cancellation);
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
            kept = (await _storage.Ledger.ReadHeadAsync(Cancellation)).Sequence;
            backup = await BackUpAsync();
            await RecordAsync(anchor, "a", "c", SharingChoice.None);
        }

        (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Verified>();
        await RestoreAsync(backup);
        (await VerifyAsync()).ShouldBeOfType<LedgerVerification.Broken>().Sequence.ShouldBe(kept + 1);
        await RecordAsync(null, "a", "other", SharingChoice.Full);
        (await VerifyAsync()).ShouldBe(new LedgerVerification.Broken(kept + 1, "the anchor names another hash for it"));
    }

    private async Task<LedgerVerification> VerifyAsync() => await LedgerVerifier.VerifyAsync(
        _storage.Ledger,
        [new AnchorCheck(AnchorContent.Parse(await System.IO.File.ReadAllTextAsync(File, Cancellation), new AnchorSeal(_ring)))],
        Cancellation);

    private Task<LedgerAnchor> OpenAsync() => OpenAsync(File);

    private Task<LedgerAnchor> OpenAsync(string? path) => OpenAsync(path, _storage, _ring);

    private async Task<LedgerAnchor> OpenAsync(string? path, SqliteUnderTest storage, KeyRing ring)
    {
        LedgerAnchor anchor = new(
            new LedgerOptions { Anchor = path },
            storage.Ledger,
            storage.Storage.Anchor,
            new AnchorSeal(ring),
            new Pseudonymizer(ring),
            ring,
            new GatewayMetrics(_meters.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()),
            _time,
            NullLogger<LedgerAnchor>.Instance);
        await anchor.OpenAsync(begins: true, Cancellation);
        return anchor;
    }

    private async Task RecordAsync(LedgerAnchor? anchor, string agency, string client, SharingChoice choice)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        IConsentRegistry registry = anchor is null ? _storage.Consent : new AnchoredRegistry(_storage.Consent, anchor);
        await registry.RecordAsync([Some.Roi(agency, client, choice)], Some.Event(LedgerEventKind.RoiRecorded), Cancellation);
    }

    private async Task<byte[]> BackUpAsync()
    {
        string copy = _folder[$"{Guid.NewGuid():N}.db"];
        await using SqliteConnection connection = new($"Data Source={_storage.DatabasePath};Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO $copy";
        command.Parameters.AddWithValue("$copy", copy);
        await command.ExecuteNonQueryAsync(Cancellation);
        return await System.IO.File.ReadAllBytesAsync(copy, Cancellation);
    }

    private async Task RestoreAsync(byte[] backup)
    {
        await _storage.CloseAsync();
        System.IO.File.Delete(_storage.DatabasePath + "-wal");
        System.IO.File.Delete(_storage.DatabasePath + "-shm");
        await System.IO.File.WriteAllBytesAsync(_storage.DatabasePath, backup, Cancellation);
        _ring.Dispose();
        _ring = await OpenKeyRing.OnAsync(_folder["keys"], _storage.AgencyKeys);
    }

    private async Task<string> LedgerTextAsync()
    {
        StringBuilder text = new();
        await foreach (LedgerEntry entry in _storage.Ledger.ReadAsync(0, Cancellation))
        {
            text.AppendLine(Encoding.UTF8.GetString(entry.Entry));
        }

        return text.ToString();
    }
}
