using HmisGateway.Consent;
using HmisGateway.Consent.Permits;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;
using HmisGateway.Testing;
using HmisGateway.Tests.Fence;
using HmisGateway.Tests.Storage.Postgres;

namespace HmisGateway.Tests.Consent.Permits;

/// <summary>The fence of several replicas on a real server.</summary>
public sealed class PermitFenceTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly PersonId Ann = new(7);
    private static readonly PersonId Ben = new(8);

    private PostgresUnderTest? _database;
    private PermitReplica? _north;
    private PermitReplica? _south;

    private PermitReplica North => _north!;

    private PermitReplica South => _south!;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresUnderTest.OpenAsync(server, TimeProvider.System);
        await _database.CloseAsync();
        _north = await PermitReplica.StartAsync(_database.ConnectionString);
        _south = await PermitReplica.StartAsync(_database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await North.DisposeAsync();
            await South.DisposeAsync();
            await _database.DisposeAsync();
        }
    }

    [Fact]
    public async Task Nobody_in_flight_is_nobody_to_wait_for()
    {
        using IFencePass ben = await North.EnterAsync(Ben);

        (await South.DrainAsync(FenceScope.Of([Ann]))).ShouldBe(DrainResult.None);
    }

    [Fact]
    public async Task A_forward_of_another_replica_is_waited_for_until_it_has_ended()
    {
        IFencePass pass = await North.EnterAsync(Ann);
        Task<DrainResult> drain = South.DrainAsync(FenceScope.Of([Ann]));
        await server.UntilAsync(_database!.ConnectionString, "SELECT count(*) FROM permit", 1);
        drain.IsCompleted.ShouldBeFalse();

        pass.Dispose();

        (await drain).ShouldBe(DrainResult.Explicit);
    }

    [Fact]
    public async Task A_forward_that_does_not_end_is_told_to_stop_and_sends_nothing_more()
    {
        IFencePass pass = await North.EnterAsync(Ann);
        using CancellationTokenRegistration stopped = pass.Revoked.Register(pass.Dispose);

        (await South.DrainAsync(FenceScope.Of([Ann]))).ShouldBe(DrainResult.Cancelled);

        pass.Deadline!.HasPassed.ShouldBeTrue();
        pass.Revoked.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task A_forward_that_is_over_leaves_its_connection_to_the_next_one()
    {
        IFencePass pass = await North.EnterAsync(Ann);
        RecordedConnection connection = new();
        pass.Deadline!.Use(connection);

        pass.Dispose();
        // What the watchdog does when it comes upon a permit that nothing may be sent with.
        pass.Deadline.Reset();

        connection.Resets.ShouldBe(0);
    }

    [Fact]
    public async Task A_replica_that_does_not_answer_is_waited_for_until_its_own_deadline_is_past()
    {
        IFencePass pass = await North.EnterAsync(Ann);
        North.Cut();

        (await South.DrainAsync(FenceScope.Of([Ann]))).ShouldBe(DrainResult.Lease);

        pass.Deadline!.HasPassed.ShouldBeTrue();
        (await server.ExecuteAsync("SELECT count(*) FROM permit", _database!.ConnectionString)).ShouldBe(0L);
    }

    [Fact]
    public async Task A_long_forward_is_renewed()
    {
        using IFencePass pass = await North.EnterAsync(Ann);
        await server.UntilAsync(_database!.ConnectionString, "SELECT coalesce(sum(renewals), 0) FROM permit", 3);

        pass.Deadline!.HasPassed.ShouldBeFalse();
        pass.Revoked.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task A_permit_that_was_revoked_is_not_renewed()
    {
        using IFencePass pass = await North.EnterAsync(Ann);
        await server.ExecuteAsync("UPDATE permit SET revoked = true", _database!.ConnectionString);

        await Should.ThrowAsync<OperationCanceledException>(Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System, pass.Revoked));

        pass.Deadline!.HasPassed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_replica_without_its_database_stops_at_its_deadline()
    {
        using IFencePass pass = await North.EnterAsync(Ann);
        North.Cut();

        await Should.ThrowAsync<OperationCanceledException>(Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System, pass.Revoked));
        await Should.ThrowAsync<IOException>(North.EnterAsync(Ann));
    }

    [Fact]
    public async Task A_forward_that_mentions_a_person_is_waited_for_and_another_one_is_not()
    {
        SweepKey key = SweepKey.Of("0123456789abcdef"u8);
        ProtectedIdentifiers mentioned = new(key);
        mentioned.Index.AddIdentity(Ann, "Ann", "Lee", "1985-12-10", "219-09-9999");
        using IFencePass other = await North.EnterAsync(Ben, Swept.Text(key, "her number is 219 09 9998"));
        FenceScope scope = new() { Mentioned = mentioned };
        (await South.DrainAsync(scope)).ShouldBe(DrainResult.None);

        IFencePass pass = await North.EnterAsync(Ben, Swept.Text(key, "her number is 219 09 9999"));
        Task<DrainResult> drain = South.DrainAsync(scope);
        drain.IsCompleted.ShouldBeFalse();
        pass.Dispose();

        (await drain).ShouldBe(DrainResult.Explicit);
    }

    [Fact]
    public async Task After_a_promotion_nobody_relies_on_a_missing_permit_before_a_lifetime_has_passed()
    {
        await server.ExecuteAsync("UPDATE permit_timeline SET timeline = '00000000'", _database!.ConnectionString);
        TimeSpan before = new BootClock().Now;

        (await South.DrainAsync(FenceScope.Of([Ann]))).ShouldBe(DrainResult.None);

        (new BootClock().Now - before).ShouldBeGreaterThanOrEqualTo(PermitReplica.Options.PermitLifetime);
        (await server.ExecuteAsync("SELECT timeline FROM permit_timeline", _database.ConnectionString)).ShouldNotBe("00000000");
    }

    [Fact]
    public async Task Permits_that_are_asked_for_together_are_granted_together()
    {
        IFencePass[] passes = await Task.WhenAll(Enumerable.Range(1, 500).Select(i => North.EnterAsync(new PersonId(i))));

        (await server.ExecuteAsync("SELECT count(*) FROM permit", _database!.ConnectionString)).ShouldBe(500L);
        ((long)(await server.ExecuteAsync("SELECT count(DISTINCT xmin::text) FROM permit", _database.ConnectionString))!).ShouldBeLessThan(100L);
        Array.ForEach(passes, static pass => pass.Dispose());
        await server.UntilAsync(_database.ConnectionString, "SELECT count(*) FROM permit", 0);
    }
}
