using System.Text.RegularExpressions;
using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Storage.Postgres;
using HmisGateway.Storage.Sqlite;
using HmisGateway.Storage.Writing;
using HmisGateway.Testing;
using Npgsql;

namespace HmisGateway.Tests.Storage.Postgres;

/// <summary>A storage on a database of its own, which is a copy of one that was migrated before.</summary>
internal sealed partial class PostgresUnderTest : IStorageUnderTest
{
    private static readonly Lock s_gate = new();
    private static Task<string>? s_template;

    private readonly PostgresServer _server;
    private readonly TimeProvider _time;
    private readonly int _cachedReferences;
    private PostgresStorage? _storage;

    private PostgresUnderTest(PostgresServer server, string connectionString, TimeProvider time, int cachedReferences)
    {
        _server = server;
        ConnectionString = connectionString;
        _time = time;
        _cachedReferences = cachedReferences;
    }

    public string ConnectionString { get; }

    public PostgresStorage Storage => _storage ?? throw new InvalidOperationException("Closed.");

    public IAgencyStore Agencies => Storage.Agencies;

    public IAgencyKeyStore AgencyKeys => Storage.AgencyKeys;

    public IConsentRegistry Consent => Storage.Consent;

    public IRoiDocumentStore Documents => Storage.Documents;

    public IPersonDirectory Persons => Storage.Persons;

    public IPersonSeparations Separations => Storage.Separations;

    public IOfflineQueue Offline => Storage.Offline;

    public IWaitingClients Waiting => Storage.Waiting;

    public ILedger Ledger => Storage.Ledger;

    public IAnchorStore Anchor => Storage.Anchor;

    public IKeptItems KeptItems => Storage.KeptItems;

    public WriterStatistics Statistics => Storage.Statistics;

    public static async ValueTask<PostgresUnderTest> OpenAsync(
        PostgresServer server, TimeProvider time, int cachedReferences = SqliteStorage.DefaultCachedReferences)
    {
        Task<string> template;
        lock (s_gate)
        {
            template = s_template ??= MigrateTemplateAsync(server);
        }

        PostgresUnderTest opened = new(server, await server.CreateDatabaseAsync(await template), time, cachedReferences);
        await opened.ReopenAsync();
        return opened;
    }

    public static PostgresSettings Settings(string connectionString) =>
        PostgresSettings.TryParse(connectionString) ?? throw new InvalidOperationException("Not a connection string.");

    public async ValueTask CloseAsync()
    {
        if (_storage is { } open)
        {
            _storage = null;
            await open.DisposeAsync();
        }
    }

    public async ValueTask ReopenAsync()
    {
        await CloseAsync();
        _storage = await PostgresStorage.OpenAsync(Settings(ConnectionString), _time, _cachedReferences, CancellationToken.None);
    }

    public async Task TamperAsync(string sql, params byte[][] values)
    {
        await using NpgsqlConnection connection = new(ConnectionString);
        await connection.OpenAsync();

        // Triggers rest, and with them the checks of foreign keys.
        await using NpgsqlCommand command = new("SET session_replication_role = replica", connection);
        await command.ExecuteNonQueryAsync();
        command.CommandText = Translate(sql);
        foreach (byte[] value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }

    public async Task<byte[]> PeekAsync(string sql)
    {
        await using NpgsqlConnection connection = new(ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        return (byte[])(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await _server.DropDatabaseAsync(ConnectionString);
    }

    /// <summary>Bytes are written otherwise here, and a receipt is no bytes.</summary>
    private static string Translate(string sql) => Bytes().Replace(sql, @"'\x$1'::bytea")
        .Replace("zeroblob(16)", $"'{Guid.Empty}'", StringComparison.Ordinal)
        .Replace("zeroblob(32)", "decode(repeat('00', 32), 'hex')", StringComparison.Ordinal);

    [GeneratedRegex("x'([0-9a-f]*)'")]
    private static partial Regex Bytes();

    private static async Task<string> MigrateTemplateAsync(PostgresServer server)
    {
        string template = await server.CreateDatabaseAsync();
        await using (PostgresStorage storage = await PostgresStorage.OpenAsync(Settings(template), TimeProvider.System, 0, CancellationToken.None))
        {
            await storage.FlushAsync(CancellationToken.None);
        }

        return new NpgsqlConnectionStringBuilder(template).Database!;
    }
}
