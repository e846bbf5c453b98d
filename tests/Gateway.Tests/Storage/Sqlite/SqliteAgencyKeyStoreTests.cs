namespace HmisGateway.Tests.Storage.Sqlite;

public sealed class SqliteAgencyKeyStoreTests : AgencyKeyStoreContract
{
    private protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest(Time));
}
