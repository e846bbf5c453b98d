namespace HmisGateway.Tests.Storage.Sqlite;

public sealed class SqliteSpeedTests : SpeedContract
{
    private protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest(TimeProvider.System));
}
