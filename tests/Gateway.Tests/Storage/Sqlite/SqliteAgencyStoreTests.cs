namespace HmisGateway.Tests.Storage.Sqlite;

public sealed class SqliteAgencyStoreTests : AgencyStoreContract
{
    private protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest(Time));
}
