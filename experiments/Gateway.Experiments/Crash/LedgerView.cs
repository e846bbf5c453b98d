using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using Microsoft.Data.Sqlite;

namespace HmisGateway.Experiments.Crash;

/// <summary>The ledger as anyone with the file reads it, and with the pseudonym key the bodies that its intents commit to.</summary>
internal sealed class LedgerView(string dataDirectory) : IDisposable
{
    private readonly KeySet _keys = new KeyFolder(Path.Combine(dataDirectory, "keys")).Read();
    private long _readTo;

    /// <summary>The events that were added since the last call.</summary>
    public IReadOnlyList<JsonElement> ReadNew()
    {
        SqliteConnectionStringBuilder source = new()
        {
            DataSource = Path.Combine(dataDirectory, "gateway.db"),
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        };
        using SqliteConnection connection = new(source.ToString());
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT sequence, entry FROM ledger WHERE sequence > $after ORDER BY sequence";
        command.Parameters.AddWithValue("$after", _readTo);
        List<JsonElement> events = [];
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            _readTo = reader.GetInt64(0);
            using JsonDocument entry = JsonDocument.Parse(reader.GetFieldValue<byte[]>(1));
            events.AddRange(entry.RootElement.GetProperty("events").EnumerateArray().Select(static one => one.Clone()));
        }

        return events;
    }

    /// <summary>The intents among these events: decision to digest.</summary>
    public static Dictionary<Guid, string> Intents(IEnumerable<JsonElement> events) =>
        events.Where(static one => Kind(one) == LedgerEventKind.ForwardIntent).ToDictionary(Decision, static one => one.GetProperty("digest").GetString()!);

    /// <summary>The decision that an event is about.</summary>
    public static Guid Decision(JsonElement evidence) => Guid.Parse(evidence.GetProperty("decision").GetString()!, CultureInfo.InvariantCulture);

    /// <summary>What happened.</summary>
    public static string Kind(JsonElement evidence) => evidence.GetProperty("kind").GetString()!;

    /// <summary>What the intent of a decision commits to when it is about this body.</summary>
    public string Digest(Guid decision, ReadOnlySpan<byte> body)
    {
        Span<byte> message = stackalloc byte[16 + SHA256.HashSizeInBytes];
        decision.TryWriteBytes(message, bigEndian: true, out _);
        SHA256.HashData(body, message[16..]);
        return Convert.ToHexStringLower(HMACSHA256.HashData(_keys.Pseudonym.Bytes, message));
    }

    public void Dispose() => _keys.Dispose();
}
