using System.Globalization;
using HmisGateway.Agencies;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;

namespace HmisGateway.Management;

/// <summary>Management operations on the keys. No key ever passes through them.</summary>
internal static class KeyEndpoints
{
    /// <summary>Maps them under <c>keys</c>.</summary>
    public static void MapKeys(this RouteGroupBuilder management)
    {
        management.MapPost("/keys/rotations", RotateAsync);
        management.MapPost("/keys/copies", CopyAsync);
    }

    private static async Task<IResult> RotateAsync(StatedActor stated, KeyRing keys, Pseudonymizer pseudonymizer)
    {
        if (stated.Problem(needsReason: false) is { } problem)
        {
            return ManagementProblem.Invalid(problem);
        }

        // Sealed before: sealing may have to wait for a commit, and the evidence is made inside one.
        LedgerEvent evidence = OperatorEvidence.EventOf(LedgerEventKind.KeysRotated, stated.ToActor(), pseudonymizer, keys);
        try
        {
            KeyRotation rotation = await Task.Run(() => keys.Rotate(rotation => evidence.With(
                ("from", rotation.From),
                ("to", rotation.To),
                ("agencies", rotation.Agencies.ToString(CultureInfo.InvariantCulture)))));
            return TypedResults.Json(rotation, ManagementJson.Default.KeyRotation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ManagementProblem.Answer(
                StatusCodes.Status500InternalServerError, $"Keys:Directory cannot be written: {exception.Message} Nothing that was sealed is affected.");
        }
    }

    /// <summary>Puts into the ledger that a recovery file is about to be written; the verb itself reads the key folder.</summary>
    private static async Task<IResult> CopyAsync(StatedActor stated, IKeyRing keys, ILedger ledger, Pseudonymizer pseudonymizer, CancellationToken cancellationToken)
    {
        if (stated.Problem(needsReason: false) is { } problem)
        {
            return ManagementProblem.Invalid(problem);
        }

        await ledger.AppendAsync(
            OperatorEvidence.EventOf(LedgerEventKind.KeysCopied, stated.ToActor(), pseudonymizer, keys), cancellationToken);
        return TypedResults.Json(stated, ManagementJson.Default.StatedActor);
    }
}
