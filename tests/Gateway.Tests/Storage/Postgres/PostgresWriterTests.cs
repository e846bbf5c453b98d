using HmisGateway.Faults;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Storage;
using HmisGateway.Storage.Postgres;
using HmisGateway.Storage.Registry;
using HmisGateway.Testing;

namespace HmisGateway.Tests.Storage.Postgres;

public sealed class PostgresWriterTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly PostgresSql s_insert = new("INSERT INTO agency_key_encryption (agency_id, kek_id, wrapped_key, created_at) VALUES ($1, 'k', '', now())");
    private static readonly PostgresSql s_count = new("SELECT count(*) FROM agency_key_encryption");
    private static readonly PostgresSql s_backend = new("SELECT pg_backend_pid()::bigint");

    private PostgresUnderTest? _storage;
    private PostgresDatabase? _database;
    private PostgresWriter? _writer;
    private PostgresFeed? _feed;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private PostgresUnderTest Storage => _storage!;

    private PostgresWriter Writer => _writer!;

    private PostgresReaders Readers => new(_database!.Readers);

    private PostgresLedger Ledger => new(Writer, Readers);

    public async ValueTask InitializeAsync()
    {
        _storage = await PostgresUnderTest.OpenAsync(server, TimeProvider.System);
        await _storage.CloseAsync();
        _database = new PostgresDatabase(PostgresUnderTest.Settings(_storage.ConnectionString));
        RegistryCache cache = new(1_000);
        _feed = new PostgresFeed(Readers, cache, new OpenContents(), FeedRow.None);
        _writer = new PostgresWriter(_database, cache, _feed, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        if (_storage is not null)
        {
            await _writer!.DisposeAsync();
            _feed!.Dispose();
            await _database!.DisposeAsync();
            await _storage.DisposeAsync();
        }
    }

    [Fact]
    public async Task Changes_that_wait_share_one_commit_and_one_ledger_row()
    {
        Task[] all = await HeldUpAsync(() => [.. Enumerable.Range(0, 100).Select(i => InsertAsync($"a{i}"))]);
        await Task.WhenAll(all);

        Writer.Statistics.LargestGroup.ShouldBe(100);
        (await CountAsync()).ShouldBe(100);
        (await LedgerVerifier.VerifyAsync(Ledger, Cancellation)).ShouldBe(new LedgerVerification.Verified(1, 100));
    }

    [Fact]
    public async Task A_change_that_fails_does_not_fail_the_others_of_its_group()
    {
        Task[] all = await HeldUpAsync(() => [InsertAsync("a"), InsertAsync("b"), InsertAsync("a"), ThrowAsync(), InsertAsync("c")]);

        await Task.WhenAll(all[0], all[1], all[4]);
        await Should.ThrowAsync<Exception>(all[2]);
        (await Should.ThrowAsync<InvalidOperationException>(all[3])).Message.ShouldBe("on purpose");
        (await CountAsync()).ShouldBe(3);
        (await LedgerVerifier.VerifyAsync(Ledger, Cancellation)).ShouldBe(new LedgerVerification.Verified(1, 3));
    }

    [Fact]
    public async Task A_change_without_evidence_that_fails_with_the_commit_fails_alone()
    {
        Task[] all = await HeldUpAsync(() => [InsertQuietlyAsync("a"), InsertQuietlyAsync("a"), InsertQuietlyAsync("b")]);

        await Task.WhenAll(all[0], all[2]);
        (await Should.ThrowAsync<Exception>(all[1])).ShouldNotBeOfType<CommitOutcomeUnknownException>();
        (await CountAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task A_session_that_is_lost_before_the_commit_fails_the_group_and_keeps_nothing()
    {
        Task[] all = await HeldUpAsync(() => [InsertAsync("a"), TerminateAsync(), InsertAsync("b")]);
        foreach (Task task in all)
        {
            (await Should.ThrowAsync<Exception>(task)).ShouldNotBeOfType<CommitOutcomeUnknownException>();
        }

        await InsertAsync("c");
        (await CountAsync()).ShouldBe(1);
        (await LedgerVerifier.VerifyAsync(Ledger, Cancellation)).ShouldBe(new LedgerVerification.Verified(1, 1));
    }

    [Fact]
    public async Task A_connection_that_is_lost_in_the_commit_leaves_its_outcome_unknown_and_the_chain_goes_on()
    {
        await InsertAsync("before");
        await server.ExecuteAsync("CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5); RETURN NULL; END'", Storage.ConnectionString);
        await server.ExecuteAsync("CREATE CONSTRAINT TRIGGER dies AFTER INSERT ON agency_key_encryption DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die()", Storage.ConnectionString);

        await Should.ThrowAsync<CommitOutcomeUnknownException>(InsertAsync("lost"));

        await server.ExecuteAsync("DROP TRIGGER dies ON agency_key_encryption", Storage.ConnectionString);
        Writer.Statistics.FailedGroups.ShouldBe(1);
        await InsertAsync("after");
        (await CountAsync()).ShouldBe(2);
        (await LedgerVerifier.VerifyAsync(Ledger, Cancellation)).ShouldBe(new LedgerVerification.Verified(2, 2));
    }

    [Fact]
    public async Task A_commit_that_was_kept_though_nobody_knew_is_taken_over_by_the_next_session()
    {
        List<string> committed = [];
        int writer = await Writer.WriteAsync(0, static (_, _, _) => Environment.CurrentManagedThreadId, Cancellation);
        int faults = 0;
        FaultPoint.Observe(operation =>
        {
            if (operation == FaultOperation.DatabaseCommitted && Environment.CurrentManagedThreadId == writer && Interlocked.Exchange(ref faults, 1) == 0)
            {
                throw new IOException("on purpose");
            }
        });
        try
        {
            await Should.ThrowAsync<CommitOutcomeUnknownException>(InsertAsync("kept", committed.Add));
        }
        finally
        {
            FaultPoint.Observe(null);
        }

        committed.ShouldBeEmpty();
        await InsertAsync("next", committed.Add);
        committed.ShouldBe(["kept", "next"]);
        (await CountAsync()).ShouldBe(2);
        (await LedgerVerifier.VerifyAsync(Ledger, Cancellation)).ShouldBe(new LedgerVerification.Verified(2, 2));
    }

    [Theory]
    [InlineData("DELETE FROM ledger WHERE sequence = 2; UPDATE ledger_head SET sequence = 1, hash = (SELECT hash FROM ledger WHERE sequence = 1)")]
    [InlineData("UPDATE ledger_head SET hash = decode(repeat('11', 32), 'hex')")]
    public async Task Nothing_is_written_behind_a_ledger_that_does_not_end_where_this_process_left_it(string sql)
    {
        await InsertAsync("a");
        await InsertAsync("b");
        await server.ExecuteAsync(sql, Storage.ConnectionString);
        await server.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", Storage.ConnectionString);

        for (int i = 0; i < 3; i++)
        {
            await Should.ThrowAsync<Exception>(InsertAsync($"late{i}"));
        }

        (await CountAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Closing_makes_durable_what_waits()
    {
        Task[] all = await HeldUpAsync(() =>
        {
            Task[] waiting = [.. Enumerable.Range(0, 50).Select(i => InsertAsync($"a{i}"))];
            _ = Writer.DisposeAsync().AsTask();
            return waiting;
        });
        await Task.WhenAll(all);
        (await CountAsync()).ShouldBe(50);
        await Should.ThrowAsync<ObjectDisposedException>(InsertAsync("late"));
    }

    /// <summary>Occupies the writer with one change until the given ones are waiting, so that they form one group.</summary>
    private async Task<Task[]> HeldUpAsync(Func<Task[]> enqueue)
    {
        using ManualResetEventSlim isRunning = new();
        using ManualResetEventSlim mayEnd = new();
        Task<bool> first = Writer.WriteAsync(
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

    private Task<string> InsertAsync(string agencyId, Action<string>? committed = null) => Writer.WriteAsync(
        agencyId,
        static (session, id, evidence) =>
        {
            session.Later(s_insert.Call().Bind(id));
            evidence.Add(Some.Event());
            return id;
        },
        committed,
        Cancellation).AsTask();

    private Task<bool> InsertQuietlyAsync(string agencyId) => Writer.WriteAsync(
        agencyId,
        static (session, id, _) =>
        {
            session.Later(s_insert.Call().Bind(id));
            return true;
        },
        Cancellation).AsTask();

    private Task<bool> ThrowAsync() => Writer.WriteAsync<int, bool>(0, static (_, _, _) => throw new InvalidOperationException("on purpose"), Cancellation).AsTask();

    /// <summary>Has the server end the writer's session in the middle of its transaction.</summary>
    private Task<bool> TerminateAsync() => Writer.WriteAsync(
        (Server: server, Storage.ConnectionString),
        static (session, at, _) =>
        {
            long? backend = session.Int64(s_backend.Call());
            at.Server.ExecuteAsync($"SELECT pg_terminate_backend({backend})", at.ConnectionString).GetAwaiter().GetResult();
            return session.Int64(s_backend.Call()) is null;
        },
        Cancellation).AsTask();

    private async Task<long> CountAsync() => (await Readers.ListAsync(s_count.Call(), static row => row.Int64(0), Cancellation))[0];
}
