using HmisGateway.Identity;
using HmisGateway.Keys;

namespace HmisGateway.Agencies;

/// <summary>What the ledger holds of who acted on the gateway itself, for no agency.</summary>
internal static class OperatorEvidence
{
    /// <summary>Stands where an agency id stands; no agency can have it.</summary>
    public const string Scope = "_operator";

    /// <summary>The actor's pseudonym, the reason, and the statement sealed for whoever holds the keys; nothing where nothing is stated.</summary>
    public static List<KeyValuePair<string, string>> Of(Actor actor, Pseudonymizer pseudonymizer, IKeyRing keys)
    {
        List<KeyValuePair<string, string>> values = [];
        ActorEvidence.AddTo(values, Scope, actor, pseudonymizer);
        if (actor is { Name: not null } or { Note: not null })
        {
            values.Add(KeyValuePair.Create("statement", ActorEvidence.Seal(Scope, actor, keys)));
        }

        return values;
    }
}
