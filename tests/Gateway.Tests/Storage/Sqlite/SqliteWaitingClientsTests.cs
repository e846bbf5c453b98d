namespace HmisGateway.Tests.Storage.Sqlite;

public sealed class SqliteWaitingClientsTests : WaitingClientsContract
{
    private protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest(Time));
}
