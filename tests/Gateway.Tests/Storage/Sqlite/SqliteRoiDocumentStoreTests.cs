namespace HmisGateway.Tests.Storage.Sqlite;

public sealed class SqliteRoiDocumentStoreTests : RoiDocumentStoreContract
{
    private protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest(Time));
}
