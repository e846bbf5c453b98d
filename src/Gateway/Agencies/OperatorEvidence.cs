using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;

namespace HmisGateway.Agencies;

/// <summary>What the ledger holds of who acted on the gateway itself, for no agency.</summary>
internal static class OperatorEvidence
{
    /// <summary>Stands where an agency id stands; no agency can have it.</summary>
    public const string Scope = "_operator";

    /// <summary>The event of an action. Seals who acted, so it is not to be made inside a commit.</summary>
    public static LedgerEvent EventOf(string kind, Actor actor, Pseudonymizer pseudonymizer, IKeyRing keys) =>
        ActorEvidence.EventOf(kind, [], Scope, actor, pseudonymizer, keys);

    /// <summary>The same event with values in front of who acted.</summary>
    public static LedgerEvent With(this LedgerEvent evidence, params IEnumerable<(string Name, string Value)> values) =>
        evidence with { Values = [.. values.Select(static value => KeyValuePair.Create(value.Name, value.Value)), .. evidence.Values] };
}
