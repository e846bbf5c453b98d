using HmisGateway.Consent.Permits;
using HmisGateway.Storage.Postgres;
using HmisGateway.Testing;
using HmisGateway.Tests.Consent.Permits;
using Microsoft.Extensions.Time.Testing;

namespace HmisGateway.Tests.Storage.Postgres;

/// <summary>Days begin and choices end by the server's clock, whatever the clock of the replica says.</summary>
public sealed class PostgresClockTests(PostgresServer server)
{
    private static readonly TimeSpan s_close = TimeSpan.FromMinutes(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_time_is_the_servers_from_the_start_on()
    {
        await using PostgresUnderTest opened = await PostgresUnderTest.OpenAsync(server, new FakeTimeProvider(new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero)));

        opened.Storage.Clock.GetUtcNow().ShouldBe(await NowAsync(opened), s_close);
    }

    [Fact]
    public async Task Each_round_of_permits_looks_at_the_servers_clock_again()
    {
        await using PostgresUnderTest opened = await PostgresUnderTest.OpenAsync(server, TimeProvider.System);
        PostgresClock clock = opened.Storage.Clock;
        clock.Take(new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero), clock.Before());

        await opened.Storage.Permits.ExchangeAsync(new PermitRound([], [], [], []), Stop);

        clock.GetUtcNow().ShouldBe(await NowAsync(opened), s_close);
    }

    [Fact]
    public void Between_two_looks_it_goes_on_by_the_clock_that_is_never_set()
    {
        SetClock boot = new() { Now = TimeSpan.FromHours(7) };
        PostgresClock clock = new(boot);
        Should.Throw<InvalidOperationException>(() => clock.GetUtcNow());
        DateTimeOffset midnight = new(2026, 11, 2, 6, 0, 0, TimeSpan.Zero);

        clock.Take(midnight - TimeSpan.FromSeconds(1), clock.Before());
        boot.Now += TimeSpan.FromSeconds(2) + TimeSpan.FromTicks(7);

        clock.GetUtcNow().ShouldBe(midnight + TimeSpan.FromSeconds(1));
    }

    private async Task<DateTimeOffset> NowAsync(PostgresUnderTest opened)
    {
        await using Npgsql.NpgsqlConnection connection = new(opened.ConnectionString);
        await connection.OpenAsync(Stop);
        await using Npgsql.NpgsqlCommand command = new("SELECT clock_timestamp()", connection);
        return (DateTime)(await command.ExecuteScalarAsync(Stop))!;
    }
}
