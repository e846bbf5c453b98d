using HmisGateway.Testing;

namespace HmisGateway.Tests.Storage.Postgres;

public sealed class PostgresLedgerTamperingTests(PostgresServer server) : LedgerTamperingContract
{
    private protected override async ValueTask<IStorageUnderTest> OpenAsync() => await PostgresUnderTest.OpenAsync(server, Time);
}
