using HmisGateway.Ledger;

namespace HmisGateway.Pipeline.Settling;

/// <summary>How many durable intents have no durable outcome yet, in this run. Only with 0 may a stop call itself clean.</summary>
internal sealed class OpenForwardCount
{
    private int _open;

    /// <summary>The count.</summary>
    public int Value => Volatile.Read(ref _open);

    /// <summary>Starts from 0, after the intents of earlier runs were settled.</summary>
    public void Reset() => Volatile.Write(ref _open, 0);

    /// <summary>Counts the events of one commit. Runs on the writer's thread.</summary>
    public void Count(IReadOnlyList<LedgerEvent> evidence)
    {
        int change = 0;
        for (int i = 0; i < evidence.Count; i++)
        {
            change += evidence[i].Kind switch
            {
                LedgerEventKind.ForwardIntent => 1,
                LedgerEventKind.ForwardOutcome => -1,
                _ => 0,
            };
        }

        Volatile.Write(ref _open, _open + change);
    }
}
