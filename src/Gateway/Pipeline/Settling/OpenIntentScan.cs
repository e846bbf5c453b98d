using System.Text.Json;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Storage;

namespace HmisGateway.Pipeline.Settling;

/// <summary>
/// Finds the intents without outcome. It reads the ledger backwards from its head to the last <see cref="LedgerEventKind.Settled"/>,
/// which every start and every clean stop of the one process writes, so that it costs what was written since; of one of several replicas, to where
/// that was settled last.
/// </summary>
internal sealed class OpenIntentScan(ILedger ledger, ReplicaOnFile? replica)
{
    private const long Step = 2_048;

    private readonly Dictionary<Guid, OpenIntent> _open = [];
    private readonly HashSet<Guid> _ended = [];
    private readonly Dictionary<Guid, OpenIntent> _ofStep = [];
    private bool _isMarkFound;

    /// <summary>Finds them, oldest first.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="replica">Whose; null where one process has the storage.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static ValueTask<IReadOnlyList<OpenIntent>> FindAsync(ILedger ledger, ReplicaOnFile? replica, CancellationToken cancellationToken) =>
        new OpenIntentScan(ledger, replica).FindAsync(cancellationToken);

    private async ValueTask<IReadOnlyList<OpenIntent>> FindAsync(CancellationToken cancellationToken)
    {
        (long to, _) = await ledger.ReadHeadAsync(cancellationToken);
        long first = replica?.Settled ?? 0;
        while (to > first && !_isMarkFound)
        {
            long after = Math.Max(first, to - Step);
            await foreach (LedgerEntry entry in ledger.ReadAsync(after, cancellationToken))
            {
                if (entry.Sequence > to)
                {
                    break;
                }

                Read(entry.Entry);
            }

            CloseStep();
            to = after;
        }

        return [.. _open.Values.OrderBy(static intent => intent.At).ThenBy(static intent => intent.Decision)];
    }

    /// <summary>An outcome stands behind its intent: in the same step, or in one that was read before.</summary>
    private void CloseStep()
    {
        foreach ((Guid decision, OpenIntent intent) in _ofStep)
        {
            if (!_ended.Remove(decision))
            {
                _open.Add(decision, intent);
            }
        }

        _ofStep.Clear();
    }

    private void Read(ReadOnlySpan<byte> entry)
    {
        Utf8JsonReader reader = new(entry);
        DateTimeOffset at = default;
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("at"u8))
                {
                    reader.Read();
                    reader.TryGetDateTimeOffset(out at);
                }
                else if (reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth > 0)
                {
                    ReadEvent(ref reader, at);
                }
            }
        }
        catch (JsonException)
        {
            // An entry that was changed says nothing that can be relied on; `ledger verify` names it.
        }
    }

    private void ReadEvent(ref Utf8JsonReader reader, DateTimeOffset at)
    {
        string? kind = null, decision = null, agency = null, vendor = null, rule = null, operation = null, content = null, of = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("kind"u8))
            {
                kind = Value(ref reader);
                if (kind is not (LedgerEventKind.ForwardIntent or LedgerEventKind.ForwardOutcome or LedgerEventKind.InDoubt or LedgerEventKind.Settled))
                {
                    SkipRest(ref reader);
                    return;
                }
            }
            else if (reader.ValueTextEquals("decision"u8))
            {
                decision = Value(ref reader);
            }
            else if (reader.ValueTextEquals("agency"u8))
            {
                agency = Value(ref reader);
            }
            else if (reader.ValueTextEquals("vendor"u8))
            {
                vendor = Value(ref reader);
            }
            else if (reader.ValueTextEquals("rule"u8))
            {
                rule = Value(ref reader);
            }
            else if (reader.ValueTextEquals("operation"u8))
            {
                operation = Value(ref reader);
            }
            else if (reader.ValueTextEquals(LedgerEvidence.ReplicaName))
            {
                of = Value(ref reader);
            }
            else if (reader.ValueTextEquals(LedgerEvidence.ContentKeyName))
            {
                content = Value(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        if (replica is not null && (kind == LedgerEventKind.Settled || (kind == LedgerEventKind.ForwardIntent && of != replica.Id.Value.ToString())))
        {
            return;
        }

        Note(kind, decision, new OpenIntent(default, at, agency ?? "", vendor, rule, operation, ContentKey.Read(content)));
    }

    private void Note(string? kind, string? decision, OpenIntent read)
    {
        if (kind == LedgerEventKind.Settled)
        {
            // Everything before it is settled, also in this step.
            _isMarkFound = true;
            _ofStep.Clear();
            return;
        }

        if (!Guid.TryParse(decision, out Guid id))
        {
            return;
        }

        if (kind == LedgerEventKind.ForwardIntent)
        {
            _ofStep[id] = read with { Decision = id };
        }
        else if (!_ofStep.Remove(id))
        {
            _ended.Add(id);
        }
    }

    private static string? Value(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;

    private static void SkipRest(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            reader.Skip();
        }
    }
}
