using HmisGateway.Testing;

namespace HmisGateway.Tests.Storage.Postgres;

public sealed class PostgresItemTamperingTests(PostgresServer server) : ItemTamperingContract
{
    private protected override async ValueTask<IStorageUnderTest> OpenAsync() => await PostgresUnderTest.OpenAsync(server, Time);
}
