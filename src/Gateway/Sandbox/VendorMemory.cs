using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace HmisGateway.Sandbox;

/// <summary>
/// The simulated vendor's records. Not safe for concurrent use: <see cref="VendorApi"/> takes one request at a time. Bounded: when full, the oldest
/// record that was not there at the start goes.
/// </summary>
internal sealed class VendorMemory
{
    /// <summary>How many records are kept.</summary>
    public const int MaxRecords = 20_000;

    /// <summary>The clients that exist from the start, those of the sandbox's seeded agency.</summary>
    public static readonly IReadOnlyList<string> SeededClients = ["1001", "1002", "1003", "1004", "1005"];

    private const int FirstNewNumber = 20_001;

    private readonly Dictionary<(string Kind, string Id), VendorRecord> _byId = [];
    private readonly LinkedList<VendorRecord> _added = new();
    private int _lastNumber = FirstNewNumber - 1;

    public VendorMemory(DateTimeOffset now)
    {
        foreach (string id in SeededClients)
        {
            VendorRecord client = VendorClients.Create(id, NewUniqueIdentifier(), NewPersonalId(), [], [], now);
            foreach (string known in client.Ids)
            {
                _byId[(client.Kind, known)] = client;
            }
        }
    }

    /// <summary>All clients, each once.</summary>
    public IEnumerable<VendorRecord> Clients => _byId.Values.Where(record => record.Kind == VendorClients.Kind).Distinct();

    /// <summary>A number that was never given out.</summary>
    public string NewNumber() => (++_lastNumber).ToString(CultureInfo.InvariantCulture);

    /// <summary>Nine upper-case hexadecimal digits.</summary>
    public static string NewUniqueIdentifier() => RandomNumberGenerator.GetHexString(9);

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public static string NewPersonalId() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The record, or null.</summary>
    public VendorRecord? Find(string kind, string id) => _byId.GetValueOrDefault((kind, id));

    /// <summary>The records of a kind that belong to a client.</summary>
    public JsonArray ListOf(string kind, string parent) =>
        [.. _added.Where(record => record.Kind == kind && record.Parent == parent).Select(record => record.Fields.DeepClone())];

    /// <summary>The records of a kind whose fields fulfil a condition; at most 100.</summary>
    public JsonArray ListWhere(string kind, Func<JsonObject, bool> condition) =>
        [.. _added.Where(record => record.Kind == kind && condition(record.Fields)).Take(100).Select(record => record.Fields.DeepClone())];

    /// <summary>Keeps a record.</summary>
    public void Add(VendorRecord record)
    {
        foreach (string id in record.Ids)
        {
            _byId[(record.Kind, id)] = record;
        }

        _added.AddLast(record);
        if (_added.Count > MaxRecords)
        {
            Remove(_added.First!.Value);
        }
    }

    /// <summary>Forgets a record.</summary>
    public void Remove(VendorRecord record)
    {
        foreach (string id in record.Ids)
        {
            _byId.Remove((record.Kind, id));
        }

        _added.Remove(record);
    }
}
