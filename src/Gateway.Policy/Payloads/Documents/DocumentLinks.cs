using HmisGateway.Policy.Clients;

namespace HmisGateway.Policy.Payloads.Documents;

/// <summary>
/// Follows the references from one record of a document to another, so that a record that names nothing but an enrollment of the same document is
/// attributed to the client of that enrollment.
/// </summary>
/// <remarks>
/// 1. A record defines the ids that it states as its own, and the name that its entry has in the document.
/// 2. A record that points at such an id or name is about everybody whom the records that define it are about, however far the way is. Two
///    enrollments with one id and two clients: both count.
/// 3. What is defined here need not be known yet; what is known is evaluated all the same. Everything else is left to what was learned.
/// </remarks>
internal sealed class DocumentLinks
{
    /// <summary>How often a record may be met on the ways from all others.</summary>
    private const int MaxSteps = 1_000_000;

    private readonly List<PayloadRecord> _records = [];
    private readonly Dictionary<(IdentifierScheme Scheme, string Value), List<int>> _defining = [];
    private readonly Dictionary<string, int?> _named = new(StringComparer.Ordinal);
    private int _steps;
    private int _references;

    /// <summary>Adds a record.</summary>
    /// <param name="record">The record.</param>
    internal void Add(PayloadRecord record)
    {
        foreach (ClientReference reference in record.References)
        {
            if (reference.Role == ReferenceRole.Defines && Leads(reference.Scheme))
            {
                if (!_defining.TryGetValue((reference.Scheme, reference.Value), out List<int>? defining))
                {
                    _defining[(reference.Scheme, reference.Value)] = defining = [];
                }

                defining.Add(_records.Count);
            }
        }

        _records.Add(record);
    }

    /// <summary>Names the record that is added next.</summary>
    /// <param name="name">The name of its entry.</param>
    /// <param name="isRecord">False for an entry that carries no client, and so is no record.</param>
    /// <returns>False when another entry has it.</returns>
    internal bool TryName(string name, bool isRecord = true) => _named.TryAdd(name, isRecord ? _records.Count : null);

    /// <summary>Follows all references.</summary>
    /// <param name="resolved">The records with what the others say about whom they are about.</param>
    /// <returns>Why the document is refused, or null. A link that leads to no entry stays with its record.</returns>
    internal UnreadableReason? Resolve(out List<PayloadRecord> resolved)
    {
        resolved = new List<PayloadRecord>(_records.Count);
        if (_defining.Count == 0 && _named.Count == 0)
        {
            resolved.AddRange(_records);
            return null;
        }

        for (int i = 0; i < _records.Count; i++)
        {
            if (Resolve(i) is not { } record)
            {
                return UnreadableReason.TooManyRecords;
            }

            resolved.Add(record);
        }

        return null;
    }

    private PayloadRecord? Resolve(int start)
    {
        PayloadRecord own = _records[start];
        var references = new List<ClientReference>();
        var seen = new HashSet<(IdentifierScheme, string)>();
        var met = new HashSet<int> { start };
        var ahead = new Queue<int>([start]);
        ReportedIdentity? identity = own.Identity;
        while (ahead.TryDequeue(out int at))
        {
            PayloadRecord record = _records[at];
            identity ??= record.Identity;
            foreach (ClientReference reference in record.References)
            {
                bool isDefined = _defining.TryGetValue((reference.Scheme, reference.Value), out List<int>? defining);
                bool isNew = seen.Add((reference.Scheme, reference.Value));
                if (at == start || (isNew && Leads(reference.Scheme)))
                {
                    references.Add(isDefined ? reference with { Role = ReferenceRole.Defines } : reference);
                }

                Follow(defining, met, ahead);
            }

            foreach (string link in record.Links)
            {
                Follow(_named.GetValueOrDefault(link) is { } named ? [named] : null, met, ahead);
            }

            if (_steps > MaxSteps || _references + references.Count > RecordCollector.MaxReferences)
            {
                return null;
            }
        }

        _references += references.Count;
        return own with
        {
            References = references,
            Identity = identity,
            Links = own.Links.Count == 0 ? [] : [.. own.Links.Where(link => !_named.ContainsKey(link))],
        };
    }

    private void Follow(List<int>? next, HashSet<int> met, Queue<int> ahead)
    {
        foreach (int one in next ?? [])
        {
            _steps++;
            if (met.Add(one))
            {
                ahead.Enqueue(one);
            }
        }
    }

    /// <summary>A household is not one client: its other members' records are not about this one.</summary>
    private static bool Leads(IdentifierScheme scheme) => scheme is not IdentifierScheme.Household;
}
