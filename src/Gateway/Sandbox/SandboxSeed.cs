using System.Globalization;
using HmisGateway.Agencies;
using HmisGateway.Consent;

namespace HmisGateway.Sandbox;

/// <summary>The seeded agency and its clients; recorded through the same services as real ones.</summary>
internal static class SandboxSeed
{
    /// <summary>The seeded agency.</summary>
    public const string AgencyId = "demo-shelter";

    /// <summary>Adds what is not there yet.</summary>
    /// <returns>A key of the agency: of a folder that was seeded before, a new one, since keys are not stored.</returns>
    public static async Task<string> ApplyAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        AgencyDirectory agencies = services.GetRequiredService<AgencyDirectory>();
        if (await agencies.RotateKeyAsync(AgencyId, cancellationToken) is AgencyKeyRotation.Rotated rotated)
        {
            return rotated.Key;
        }

        if (await agencies.AddAsync(AgencyId, "Demo Shelter", AgencyType.Standard, cancellationToken) is not AgencyAddition.Added added)
        {
            throw new InvalidOperationException($"The agency {AgencyId} cannot be added.");
        }

        RoiRecorder recorder = services.GetRequiredService<RoiRecorder>();
        foreach (SeedClient client in Clients(services.GetRequiredService<RoiCalendar>().Today))
        {
            RoiSubmission submission = new()
            {
                Choice = client.Choice,
                SignedOn = client.SignedOn.ToString("O", CultureInfo.InvariantCulture),
                EndsOn = client.EndsOn?.ToString("O", CultureInfo.InvariantCulture),
                Signer = client.Signer,
                Documentation = "paper",
                VendorId = client.VendorId,
            };
            if (await recorder.RecordAsync(AgencyId, client.Id, submission, Actor.Unnamed, cancellationToken) is not RoiRecordingOutcome.Recorded)
            {
                throw new InvalidOperationException($"The seeded ROI of {client.Id} was not accepted.");
            }
        }

        return added.Key;
    }

    /// <summary>Source: the contract's seed; <c>missing-1</c> has no ROI.</summary>
    private static IEnumerable<SeedClient> Clients(DateOnly today)
    {
        DateOnly signed = today.AddDays(-30);
        yield return new("full-1", "1001", "full", "self", signed, null);
        yield return new("limited-1", "1002", "limited", "self", signed, null);
        yield return new("none-1", "1003", "none", "self", signed, null);
        yield return new("refused-1", "1004", "none", "refused", signed, null);
        yield return new("expired-1", "1005", "full", "self", today.AddYears(-3), today.AddDays(-1));
    }

    private sealed record SeedClient(string Id, string VendorId, string Choice, string Signer, DateOnly SignedOn, DateOnly? EndsOn);
}
