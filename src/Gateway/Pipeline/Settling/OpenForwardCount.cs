using HmisGateway.Ledger;

namespace HmisGateway.Pipeline.Settling;

/// <summary>How many durable intents have no durable outcome yet, in this run. Only with 0 may a stop call itself clean.</summary>
internal sealed class OpenForwardCount
{
    /// <summary>Their decisions. An outcome whose intent was not kept ends nothing.</summary>
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The count.</summary>
    public int Value => Volatile.Read(ref _count);

    /// <summary>Starts from 0, after the intents of earlier runs were settled.</summary>
    public void Reset()
    {
        _open.Clear();
        Volatile.Write(ref _count, 0);
    }

    /// <summary>Counts the events of one commit. Runs on the writer's thread.</summary>
    public void Count(IReadOnlyList<LedgerEvent> evidence)
    {
        for (int i = 0; i < evidence.Count; i++)
        {
            switch (evidence[i].Kind)
            {
                case LedgerEventKind.ForwardIntent:
                    _open.Add(DecisionOf(evidence[i]));
                    break;
                case LedgerEventKind.ForwardOutcome:
                    _open.Remove(DecisionOf(evidence[i]));
                    break;
                default:
                    break;
            }
        }

        Volatile.Write(ref _count, _open.Count);
    }

    private static string DecisionOf(LedgerEvent evidence)
    {
        for (int i = 0; i < evidence.Values.Count; i++)
        {
            if (evidence.Values[i].Key == "decision")
            {
                return evidence.Values[i].Value;
            }
        }

        return "";
    }
}
