namespace HmisGateway.Tests.Storage.Sqlite;

public sealed class SqliteLedgerTamperingTests : LedgerTamperingContract
{
    private protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest(Time));
}
