using System.Globalization;
using System.Security.Cryptography;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Pipeline.Splitting;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Decisions;
using HmisGateway.Storage;
using HmisGateway.Telemetry;

namespace HmisGateway.Pipeline;

/// <summary>What the ledger is told about a request: codes, counts, keyed digests and per-agency pseudonyms; nothing that names anybody.</summary>
internal sealed class LedgerEvidence(Pseudonymizer pseudonymizer, IKeyRing keys, ReplicaId? replica = null)
{
    /// <summary>The value of an intent that holds its <see cref="ContentKey"/>.</summary>
    public const string ContentKeyName = "content_key";

    /// <summary>The value of an intent that names the process which sends, where there are several.</summary>
    public const string ReplicaName = "replica";

    private const int TypicalCount = 10;

    /// <summary>How many clients of one request are named.</summary>
    private const int MaxClients = 10_000;

    /// <summary>A request is about to be sent.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="deliberation">What was found out about it.</param>
    /// <param name="content">By what the same write is recognised if this one is cut off; null for one that may be repeated at will.</param>
    public LedgerEvent Intent(GateExchange exchange, Deliberation deliberation, ContentKey? content)
    {
        List<KeyValuePair<string, string>> values = Common(exchange, deliberation);
        values.Add(new("digest", Digest(exchange)));
        if (content is { } key)
        {
            values.Add(new(ContentKeyName, key.ToText()));
        }

        if (deliberation.Decision is ConsentDecision.Forward { IsLockMissing: true })
        {
            values.Add(new("limited_unlocked", "true"));
        }

        if (replica is not null)
        {
            values.Add(new(ReplicaName, replica.Value.ToString()));
        }

        if (exchange.Resubmits is { } receipt)
        {
            values.Add(new("resubmits", receipt.ToString()));
        }

        return new LedgerEvent(LedgerEventKind.ForwardIntent, values);
    }

    /// <summary>How a forward ended.</summary>
    public static LedgerEvent Outcome(GateExchange exchange, string outcome, int? status)
    {
        List<KeyValuePair<string, string>> values = [new("decision", exchange.Id.ToString()), new("outcome", outcome)];
        if (status is { } code)
        {
            values.Add(new("status", code.ToString(CultureInfo.InvariantCulture)));
        }

        return new LedgerEvent(LedgerEventKind.ForwardOutcome, values);
    }

    /// <summary>A request is being kept: diverted, or in doubt. The ledger commits to the sealed item, and to its content under a key of the item.</summary>
    public LedgerEvent Kept(
        string kind, GateExchange exchange, Deliberation deliberation, string code, bool lockedAttempt, SealedParts parts)
    {
        List<KeyValuePair<string, string>> values = Common(exchange, deliberation);
        values.Add(new("code", code));
        values.Add(new("locked", lockedAttempt ? "true" : "false"));
        AddSealed(values, parts);
        return new LedgerEvent(kind, values);
    }

    private static void AddSealed(List<KeyValuePair<string, string>> values, SealedParts parts)
    {
        values.Add(new("ciphertext", Convert.ToHexStringLower(parts.CiphertextHash)));
        values.Add(new("digest", Convert.ToHexStringLower(parts.Digest)));
    }

    /// <summary>A part of a request is being kept, and the rest is about to be forwarded.</summary>
    public LedgerEvent Split(GateExchange exchange, Deliberation deliberation, ISplit split, Guid receipt, SealedParts parts)
    {
        List<KeyValuePair<string, string>> values = Common(exchange, deliberation);
        values.Add(new("receipt", receipt.ToString()));
        values.Add(new("code", split.FirstReason().Code.ToWire()));
        values.Add(new("records_kept", split.RemovedCount.ToString(CultureInfo.InvariantCulture)));
        values.Add(new("records_forwarded", split.ForwardedCount.ToString(CultureInfo.InvariantCulture)));
        AddSealed(values, parts);
        return new LedgerEvent(LedgerEventKind.Diverted, values);
    }

    /// <summary>What was taken out of a request for one client is being kept.</summary>
    public LedgerEvent Part(
        GateExchange exchange, Deliberation deliberation, Guid receipt, Guid parent, string code, IReadOnlyCollection<PersonId> persons, SealedParts parts)
    {
        List<KeyValuePair<string, string>> values =
        [
            new("decision", exchange.Id.ToString()),
            new("agency", exchange.Agency.Id),
            new("vendor", deliberation.Destination!.Value.Vendor.Name),
            new("rule", deliberation.Rule!.Name),
            new("receipt", receipt.ToString()),
            new("part_of", parent.ToString()),
            new("code", code),
        ];
        values.AddRange(persons.Select(person => KeyValuePair.Create("client", pseudonymizer.PerAgency(exchange.Agency.Id, person))));
        AddSealed(values, parts);
        return new LedgerEvent(LedgerEventKind.Diverted, values);
    }

    /// <summary>A request is not sent and joins an item with the same content; the storage adds the receipt.</summary>
    public LedgerEvent Repeated(GateExchange exchange, Deliberation deliberation, string code)
    {
        List<KeyValuePair<string, string>> values = Common(exchange, deliberation);
        values.Add(new("code", code));
        return new LedgerEvent(LedgerEventKind.Repeated, values);
    }

    /// <summary>A request is being refused and not kept.</summary>
    public LedgerEvent Refused(GateExchange exchange, Deliberation deliberation, string code)
    {
        List<KeyValuePair<string, string>> values = Common(exchange, deliberation);
        values.Add(new("code", code));
        return new LedgerEvent(LedgerEventKind.Refused, values);
    }

    private List<KeyValuePair<string, string>> Common(GateExchange exchange, Deliberation deliberation)
    {
        List<KeyValuePair<string, string>> values = new(TypicalCount) { new("decision", exchange.Id.ToString()), new("agency", exchange.Agency.Id) };
        if (deliberation.Destination is { } destination)
        {
            values.Add(new("vendor", destination.Vendor.Name));
        }

        if (deliberation.Rule is { } rule)
        {
            values.Add(new("rule", rule.Name));
        }

        if (deliberation.Operation is { } operation)
        {
            values.Add(new("operation", operation.ToWire()));
        }

        if (deliberation.Persons.Count > MaxClients)
        {
            // Each of them is told of with the part that is kept; those who are forwarded are counted.
            values.Add(new("clients", deliberation.Persons.Count.ToString(CultureInfo.InvariantCulture)));
            return values;
        }

        foreach (PersonId person in deliberation.Persons)
        {
            values.Add(new("client", pseudonymizer.PerAgency(exchange.Agency.Id, person)));
        }

        if (deliberation.HasConflict)
        {
            values.Add(new("conflict", "true"));
        }

        return values;
    }

    /// <summary>A digest of the body that only the holder of the pseudonym key can recompute, keyed by the decision.</summary>
    private string Digest(GateExchange exchange)
    {
        Span<byte> message = stackalloc byte[16 + SHA256.HashSizeInBytes];
        exchange.Id.TryWriteBytes(message, bigEndian: true, out _);
        exchange.HashBody(message[16..]);
        Span<byte> digest = stackalloc byte[32];
        keys.Pseudonymize(message, digest);
        return Convert.ToHexStringLower(digest);
    }
}
