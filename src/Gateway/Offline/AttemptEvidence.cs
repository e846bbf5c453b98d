using HmisGateway.Ledger;

namespace HmisGateway.Offline;

/// <summary>What the ledger is told of an attempt that joined an item, and of an item that changed its status.</summary>
internal static class AttemptEvidence
{
    /// <summary>What would have been said of the request as an item of its own, without the seals it does not have, and with the item's receipt.</summary>
    /// <param name="evidence">The event of the request.</param>
    /// <param name="receipt">The item it joined.</param>
    public static LedgerEvent Joined(LedgerEvent evidence, Guid receipt)
    {
        List<KeyValuePair<string, string>> values =
            [.. evidence.Values.Where(static value => value.Key is not ("ciphertext" or "digest")), new("receipt", receipt.ToString())];
        return new LedgerEvent(LedgerEventKind.Repeated, values);
    }

    /// <summary>An item changed its status.</summary>
    /// <param name="agencyId">Whose item.</param>
    /// <param name="receipt">Which item.</param>
    /// <param name="from">The word for its status before.</param>
    /// <param name="to">The word for its status now.</param>
    /// <param name="decision">The decision that changed it.</param>
    public static LedgerEvent Moved(string agencyId, Guid receipt, string from, string to, Guid decision) => new(
        LedgerEventKind.ItemStatus,
        [new("agency", agencyId), new("receipt", receipt.ToString()), new("from", from), new("to", to), new("decision", decision.ToString())]);
}
