namespace HmisGateway.Tests.Storage.Sqlite;

public sealed class SqliteConsentRegistryTests : ConsentRegistryContract
{
    private protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest(Time));
}
