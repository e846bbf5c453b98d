using HmisGateway.Ledger;
using HmisGateway.Storage.Registry;
using HmisGateway.Storage.Sqlite;

namespace HmisGateway.Tests.Storage.Sqlite;

public sealed class SqliteWriterTests : IAsyncLifetime
{
    private static readonly SqlText s_insert = new("INSERT INTO agency_key_encryption (agency_id, kek_id, wrapped_key, created_at) VALUES (?1, 'k', x'00', 0)");
    private static readonly SqlText s_count = new("SELECT count(*) FROM agency_key_encryption");

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDatabase _database;
    private readonly SqliteWriter _writer;
    private readonly SqliteReaderPool _readers;

    public SqliteWriterTests()
    {
        _database = SqliteDatabase.Open(_folder.Path);
        _writer = new SqliteWriter(_database, new RegistryCache(SqliteStorage.DefaultCachedReferences), TimeProvider.System);
        _readers = new SqliteReaderPool(_database);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _readers.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Changes_that_wait_share_one_commit_and_one_ledger_row()
    {
        Task[] all = await HeldUpAsync(() => [.. Enumerable.Range(0, 100).Select(i => InsertAsync($"a{i}"))]);
        await Task.WhenAll(all);

        _writer.Statistics.LargestGroup.ShouldBe(100);
        Count().ShouldBe(100);
        (await LedgerVerifier.VerifyAsync(new SqliteLedger(_writer, _readers), Cancellation)).ShouldBe(new LedgerVerification.Verified(1, 100));
    }

    [Fact]
    public async Task A_change_that_fails_does_not_fail_the_others_of_its_group()
    {
        Task[] all = await HeldUpAsync(() => [InsertAsync("a"), InsertAsync("b"), InsertAsync("a"), ThrowAsync(), InsertAsync("c")]);

        await Task.WhenAll(all[0], all[1], all[4]);
        await Should.ThrowAsync<Exception>(all[2]);
        (await Should.ThrowAsync<InvalidOperationException>(all[3])).Message.ShouldBe("on purpose");
        Count().ShouldBe(3);
        (await LedgerVerifier.VerifyAsync(new SqliteLedger(_writer, _readers), Cancellation)).ShouldBe(new LedgerVerification.Verified(1, 3));
    }

    [Fact]
    public async Task A_change_that_fails_half_way_leaves_nothing_behind()
    {
        Task<bool> failing = _writer.WriteAsync<int, bool>(
            0,
            static (session, _, _) =>
            {
                session.Call(s_insert).Bind(1, "half").Execute();
                throw new InvalidOperationException("on purpose");
            },
            Cancellation).AsTask();
        await Should.ThrowAsync<InvalidOperationException>(failing);
        Count().ShouldBe(0);
    }

    [Fact]
    public async Task A_commit_that_fails_fails_every_change_of_its_group_and_the_writer_goes_on()
    {
        Task[] all = await HeldUpAsync(() => [InsertAsync("a"), EndTransactionAsync(), InsertAsync("b")]);
        foreach (Task task in all)
        {
            await Should.ThrowAsync<Exception>(task);
        }

        _writer.Statistics.FailedGroups.ShouldBe(1);
        Count().ShouldBe(0);
        await InsertAsync("c", Cancellation);
        Count().ShouldBe(1);
    }

    [Fact]
    public async Task Closing_makes_durable_what_waits()
    {
        Task[] all = await HeldUpAsync(() =>
        {
            Task[] waiting = [.. Enumerable.Range(0, 50).Select(i => InsertAsync($"a{i}"))];
            _ = _writer.DisposeAsync().AsTask();
            return waiting;
        });
        await Task.WhenAll(all);
        Count().ShouldBe(50);
        await Should.ThrowAsync<ObjectDisposedException>(InsertAsync("late", Cancellation));
    }

    [Fact]
    public async Task A_caller_who_gave_up_before_the_writer_came_has_nothing_written()
    {
        using CancellationTokenSource source = new();
        Task[] all = await HeldUpAsync(() =>
        {
            Task[] waiting = [InsertAsync("given-up", source.Token), InsertAsync("kept")];
            source.Cancel();
            return waiting;
        });
        await Should.ThrowAsync<OperationCanceledException>(all[0]);
        await all[1];
        Count().ShouldBe(1);
    }

    /// <summary>Occupies the writer with one change until the given ones are waiting, so that they form one group.</summary>
    private async Task<Task[]> HeldUpAsync(Func<Task[]> enqueue)
    {
        using ManualResetEventSlim isRunning = new();
        using ManualResetEventSlim mayEnd = new();
        Task<bool> first = _writer.WriteAsync(
            (isRunning, mayEnd),
            static (_, gates, _) =>
            {
                gates.isRunning.Set();
                gates.mayEnd.Wait();
                return true;
            },
            Cancellation).AsTask();
        isRunning.Wait(Cancellation);
        Task[] waiting = enqueue();
        mayEnd.Set();
        await first;
        return waiting;
    }

    private Task<bool> InsertAsync(string agencyId) => InsertAsync(agencyId, Cancellation);

    private Task<bool> InsertAsync(string agencyId, CancellationToken cancellationToken) => _writer.WriteAsync(
        agencyId,
        static (session, id, evidence) =>
        {
            session.Call(s_insert).Bind(1, id).Execute();
            evidence.Add(Some.Event());
            return true;
        },
        cancellationToken).AsTask();

    private Task<bool> ThrowAsync() => _writer.WriteAsync<int, bool>(0, static (_, _, _) => throw new InvalidOperationException("on purpose"), Cancellation).AsTask();

    /// <summary>Takes the transaction away under the writer, as SQLite does when the disk is full: the commit then fails.</summary>
    private Task<bool> EndTransactionAsync() => _writer.WriteAsync(
        0,
        static (session, _, _) =>
        {
            session.Rollback();
            return true;
        },
        Cancellation).AsTask();

    private long Count() => _readers.Read(0, static (session, _) =>
    {
        using SqliteCall call = session.Call(s_count);
        return call.Read() ? call.Int64(0) : -1;
    });
}
