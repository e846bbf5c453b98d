namespace HmisGateway.Tests.Storage.Sqlite;

public sealed class SqlitePersonDirectoryTests : PersonDirectoryContract
{
    private protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest(Time));
}
