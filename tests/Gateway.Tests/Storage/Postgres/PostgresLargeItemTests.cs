using HmisGateway.Testing;

namespace HmisGateway.Tests.Storage.Postgres;

public sealed class PostgresLargeItemTests(PostgresServer server) : LargeItemContract
{
    private protected override async ValueTask<IStorageUnderTest> OpenAsync() => await PostgresUnderTest.OpenAsync(server, Time);

    private protected override Task AgePiecesAsync() => server.ExecuteAsync(
        "UPDATE offline_piece SET stored_at = now() - interval '2 days'", ((PostgresUnderTest)Storage).ConnectionString);
}
