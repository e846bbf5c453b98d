namespace HmisGateway.Tests.Storage.Sqlite;

public sealed class SqliteItemTamperingTests : ItemTamperingContract
{
    private protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest(Time));
}
