using HmisGateway.Consent;
using HmisGateway.Hosting;
using HmisGateway.Profiles;

namespace HmisGateway.Management;

/// <summary>Management operations on the vendor profiles.</summary>
internal static class ProfileEndpoints
{
    /// <summary>Maps them under <c>profiles</c>.</summary>
    public static void MapProfiles(this RouteGroupBuilder management) => management.MapPost("/profiles/reload", ReloadAsync);

    private static async Task<IResult> ReloadAsync(RunningAs running, ProfileReloader reloader, CancellationToken cancellationToken)
    {
        if (running.Role != HostRole.Serve)
        {
            return ManagementProblem.Answer(
                StatusCodes.Status409Conflict, "no gateway is running on this data directory; it reads the profiles when it starts.");
        }

        ProfileReloadReport report = await reloader.ReloadAsync(cancellationToken) switch
        {
            ProfileReload.Loaded loaded => new("loaded", loaded.Vendors, loaded.Drained.ToWord(), []),
            ProfileReload.Unchanged => new("unchanged", [], null, []),
            ProfileReload.Refused refused => new("refused", [], null, refused.Problems),
            _ => throw new InvalidOperationException("A reload is loaded, unchanged or refused."),
        };
        return TypedResults.Json(report, ManagementJson.Default.ProfileReloadReport);
    }
}
