namespace HmisGateway.Tests.Storage.Sqlite;

public sealed class SqliteLedgerTests : LedgerContract
{
    private protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest(Time));
}
