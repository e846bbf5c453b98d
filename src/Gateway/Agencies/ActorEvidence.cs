using System.Text.Json;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;

namespace HmisGateway.Agencies;

/// <summary>What the ledger holds of who acted.</summary>
internal static class ActorEvidence
{
    /// <summary>The associated data of a sealed statement.</summary>
    public const string Context = "actor";

    /// <summary>Adds the pseudonym of the actor and the reason, where they are stated.</summary>
    public static void AddTo(List<KeyValuePair<string, string>> values, string agencyId, Actor actor, Pseudonymizer pseudonymizer)
    {
        if (actor.Name is { } name)
        {
            values.Add(KeyValuePair.Create("actor", pseudonymizer.OfActor(agencyId, name)));
        }

        if (actor.Reason is { } reason)
        {
            values.Add(KeyValuePair.Create("reason", reason.ToWord()));
        }
    }

    /// <summary>The event of an action that leaves no other sealed record: name and note are sealed for the agency and stored beside the ledger.</summary>
    public static LedgerEvent EventOf(
        string kind, List<KeyValuePair<string, string>> values, string agencyId, Actor actor, Pseudonymizer pseudonymizer, IKeyRing keys)
    {
        AddTo(values, agencyId, actor, pseudonymizer);
        if (actor is { Name: null, Note: null })
        {
            return new LedgerEvent(kind, values);
        }

        byte[] plain = JsonSerializer.SerializeToUtf8Bytes(actor with { Reason = null }, ActorJson.Default.Actor);
        SealedStatement statement = new(agencyId, keys.Seal(agencyId, Context, plain));
        values.Add(KeyValuePair.Create("statement", Convert.ToHexStringLower(statement.Digest)));
        return new LedgerEvent(kind, values) { Statement = statement };
    }
}
