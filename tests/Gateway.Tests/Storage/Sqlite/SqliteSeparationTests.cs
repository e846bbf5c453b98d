namespace HmisGateway.Tests.Storage.Sqlite;

public sealed class SqliteSeparationTests : SeparationContract
{
    private protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest(Time));
}
