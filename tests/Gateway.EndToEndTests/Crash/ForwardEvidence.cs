using System.Security.Cryptography;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using Npgsql;

namespace HmisGateway.EndToEndTests.Crash;

/// <summary>What the ledger on a PostgreSQL server says about forwards, as anyone reads it who may read the table.</summary>
internal sealed class ForwardEvidence
{
    /// <summary>The digest of each intent, by its decision.</summary>
    public Dictionary<Guid, string> Intents { get; } = [];

    /// <summary>How each forward ended, by its decision.</summary>
    public Dictionary<Guid, string> Outcomes { get; } = [];

    /// <summary>The decisions whose forwards are in doubt.</summary>
    public HashSet<Guid> InDoubt { get; } = [];

    /// <summary>Intents that have neither an outcome nor an item in doubt.</summary>
    public IReadOnlyList<Guid> Open => [.. Intents.Keys.Where(decision => !Outcomes.ContainsKey(decision) && !InDoubt.Contains(decision))];

    /// <summary>Reads the whole ledger.</summary>
    public static async Task<ForwardEvidence> ReadAsync(string connectionString)
    {
        ForwardEvidence evidence = new();
        await using NpgsqlConnection connection = new(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using NpgsqlCommand command = new("SELECT entry FROM ledger ORDER BY chain, sequence", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            foreach ((string kind, IReadOnlyDictionary<string, string> values) in LedgerEventReader.Read(reader.GetFieldValue<byte[]>(0)))
            {
                evidence.Add(kind, values);
            }
        }

        return evidence;
    }

    /// <summary>What the intent of a decision commits to when it is about this body.</summary>
    public static string Digest(KeySet keys, Guid decision, ReadOnlySpan<byte> body)
    {
        Span<byte> message = stackalloc byte[16 + SHA256.HashSizeInBytes];
        decision.TryWriteBytes(message, bigEndian: true, out _);
        SHA256.HashData(body, message[16..]);
        return Convert.ToHexStringLower(HMACSHA256.HashData(keys.Pseudonym.Bytes, message));
    }

    private void Add(string kind, IReadOnlyDictionary<string, string> values)
    {
        if (kind is not (LedgerEventKind.ForwardIntent or LedgerEventKind.ForwardOutcome or LedgerEventKind.InDoubt))
        {
            return;
        }

        Guid decision = Guid.Parse(values["decision"]);
        switch (kind)
        {
            case LedgerEventKind.ForwardIntent:
                Intents.Add(decision, values["digest"]);
                break;
            case LedgerEventKind.ForwardOutcome:
                Outcomes.Add(decision, values["outcome"]);
                break;
            default:
                InDoubt.Add(decision);
                break;
        }
    }
}
