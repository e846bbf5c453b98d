namespace HmisGateway.Tests.Storage.Sqlite;

public sealed class SqliteLargeItemTests : LargeItemContract
{
    private protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest(Time));
}
