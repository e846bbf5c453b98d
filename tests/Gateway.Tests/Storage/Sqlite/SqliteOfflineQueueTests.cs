namespace HmisGateway.Tests.Storage.Sqlite;

public sealed class SqliteOfflineQueueTests : OfflineQueueContract
{
    private protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest(Time));
}
