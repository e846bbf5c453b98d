using HmisGateway.Storage.Registry;
using HmisGateway.Storage.Sqlite;

namespace HmisGateway.Tests.Storage.Sqlite;

public sealed class SqliteCheckpointsTests : IAsyncLifetime
{
    private const int Changes = 400;
    private static readonly SqlText s_insert = new("INSERT INTO agency_key_encryption (agency_id, kek_id, wrapped_key, created_at) VALUES (?1, 'k', ?2, 0)");
    private static readonly SqlText s_read = new("SELECT wrapped_key FROM agency_key_encryption WHERE agency_id = ?1");

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _value = new byte[256 * 1024];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private FileInfo Log => new(Path.Combine(_folder.Path, SqliteDatabase.FileName + "-wal"));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_log_starts_over_although_commits_never_pause()
    {
        SqliteDatabase database = SqliteDatabase.Open(_folder.Path);
        await using (SqliteWriter writer = new(database, new RegistryCache(0), TimeProvider.System))
        {
            long longest = 0;
            for (int i = 0; i < Changes; i++)
            {
                await InsertAsync(writer, i);
                longest = Math.Max(longest, Log.Length);
            }

            longest.ShouldBeLessThan((long)Changes * _value.Length / 2, "bytes of the log");
        }

        using SqliteReaderPool readers = new(database);
        for (int i = 0; i < Changes; i++)
        {
            readers.Read(i, static (session, number) => Read(session, number)).ShouldBe(i);
        }
    }

    private async Task InsertAsync(SqliteWriter writer, int number)
    {
        BitConverter.TryWriteBytes(_value, number).ShouldBeTrue();
        await writer.WriteAsync(
            (Number: number, Value: _value),
            static (session, asked, evidence) =>
            {
                session.Call(s_insert).Bind(1, $"a{asked.Number}").Bind(2, asked.Value.AsSpan()).Execute();
                evidence.Add(Some.Event());
                return true;
            },
            Stop);
    }

    private static int Read(SqliteSession session, int number)
    {
        using SqliteCall call = session.Call(s_read).Bind(1, $"a{number}");
        return call.Read() ? BitConverter.ToInt32(call.Blob(0)) : -1;
    }
}
