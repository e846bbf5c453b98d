using HmisGateway.Consent.Permits;
using HmisGateway.Testing;
using Npgsql;

namespace HmisGateway.Tests.Storage.Postgres;

/// <summary>What the server makes of permits that several replicas change at the same time.</summary>
public sealed class PostgresPermitsTests(PostgresServer server)
{
    private const int Rounds = 30;
    private const int Permits = 60;

    [Fact]
    public async Task A_choice_that_revokes_permits_while_their_holder_gives_back_and_renews_them_waits_for_nobody_in_a_circle()
    {
        await using PostgresUnderTest storage = await PostgresUnderTest.OpenAsync(server, TimeProvider.System);
        for (int round = 0; round < Rounds; round++)
        {
            Guid[] permits = [.. Enumerable.Range(0, Permits).Select(static _ => Guid.CreateVersion7()).Order()];
            await storage.TamperAsync("INSERT INTO permit (id, replica, persons, agency_id, vendor, renewals, revoked, reset) VALUES "
                + string.Join(", ", permits.Select(static permit => $"('{permit}', '{Guid.Empty}', x'', 'a', 'hmis', 0, false, false)")));

            // The holder has the last ones first.
            PermitRound given = new([], Renewals: permits[..20], Releases: permits[40..], Resets: permits[20..40]);
            await Task.WhenAll(
                storage.Storage.Permits.ExchangeAsync(given, CancellationToken.None).AsTask(),
                storage.Storage.Permits.RevokeAsync(permits, CancellationToken.None).AsTask(),
                storage.Storage.Permits.RemoveAsync([.. permits.Select(static permit => (permit, 0))], CancellationToken.None).AsTask());
        }

        // A session tells of its deadlocks at the latest when it ends.
        string database = new NpgsqlConnectionStringBuilder(storage.ConnectionString).Database!;
        string others = (await server.StartAsync()).ConnectionString("postgres");
        await storage.CloseAsync();
        NpgsqlConnection.ClearAllPools();
        await server.UntilAsync(others, $"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}'", 0);
        (await server.ExecuteAsync($"SELECT deadlocks FROM pg_stat_database WHERE datname = '{database}'")).ShouldBe(0L);
    }
}
