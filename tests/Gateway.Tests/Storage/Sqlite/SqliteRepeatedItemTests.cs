namespace HmisGateway.Tests.Storage.Sqlite;

public sealed class SqliteRepeatedItemTests : RepeatedItemContract
{
    private protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest(Time));
}
