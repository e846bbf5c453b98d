using HmisGateway.Testing;

namespace HmisGateway.Tests.Storage.Postgres;

public sealed class PostgresAgencyKeyStoreTests(PostgresServer server) : AgencyKeyStoreContract
{
    private protected override async ValueTask<IStorageUnderTest> OpenAsync() => await PostgresUnderTest.OpenAsync(server, Time);
}
