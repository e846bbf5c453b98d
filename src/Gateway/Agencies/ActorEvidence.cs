using System.Text.Json;
using HmisGateway.Identity;
using HmisGateway.Keys;

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

    /// <summary>Name and note in clear for the agency's key only, as base64: for actions that leave no other sealed record.</summary>
    public static string Seal(string agencyId, Actor actor, IKeyRing keys)
    {
        byte[] statement = JsonSerializer.SerializeToUtf8Bytes(actor with { Reason = null }, ActorJson.Default.Actor);
        return Convert.ToBase64String(keys.Seal(agencyId, Context, statement));
    }
}
