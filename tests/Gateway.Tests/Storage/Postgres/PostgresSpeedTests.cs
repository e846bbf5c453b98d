using HmisGateway.Testing;

namespace HmisGateway.Tests.Storage.Postgres;

public sealed class PostgresSpeedTests(PostgresServer server) : SpeedContract
{
    private protected override async ValueTask<IStorageUnderTest> OpenAsync() => await PostgresUnderTest.OpenAsync(server, TimeProvider.System);
}
