using HmisGateway.Testing;

namespace HmisGateway.Tests.Storage.Postgres;

public sealed class PostgresAgencyStoreTests(PostgresServer server) : AgencyStoreContract
{
    private protected override async ValueTask<IStorageUnderTest> OpenAsync() => await PostgresUnderTest.OpenAsync(server, Time);
}
