using HmisGateway.Agencies;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HmisGateway.Management;

/// <summary>Management operations on agencies.</summary>
internal static class AgencyEndpoints
{
    private const string RefusalProblem = "refusal: write problem or vendor.";

    /// <summary>Maps them under <c>agencies</c>.</summary>
    public static void MapAgencies(this RouteGroupBuilder management)
    {
        management.MapGet("/agencies", ListAsync);
        management.MapPost("/agencies", AddAsync);
        management.MapPost("/agencies/{id}/keys", RotateKeyAsync);
        management.MapPost("/agencies/{id}/disablings", DisableAsync);
        management.MapPost("/agencies/{id}/settings", SetAsync);
    }

    private static async Task<JsonHttpResult<IReadOnlyList<AgencyView>>> ListAsync(AgencyDirectory agencies, CancellationToken cancellationToken)
    {
        IReadOnlyList<AgencyListing> listings = await agencies.ListAsync(cancellationToken);
        return TypedResults.Json<IReadOnlyList<AgencyView>>(
            [.. listings.Select(AgencyView.Of)], ManagementJson.Default.IReadOnlyListAgencyView);
    }

    private static async Task<IResult> AddAsync(NewAgency added, AgencyDirectory agencies, CancellationToken cancellationToken)
    {
        if (AgencyTypeWords.Parse(added.Type) is not { } type)
        {
            return ManagementProblem.Invalid("type: write standard or victim-service.");
        }

        if (RefusalShapeWords.Parse(added.Refusal ?? RefusalShapeWords.Problem) is not { } refusal)
        {
            return ManagementProblem.Invalid(RefusalProblem);
        }

        return await agencies.AddAsync(added.Id ?? "", added.Name ?? "", type, refusal, cancellationToken) switch
        {
            AgencyAddition.Added done => TypedResults.Json(new IssuedKey(done.Agency.Id, done.Key), ManagementJson.Default.IssuedKey),
            AgencyAddition.Taken => ManagementProblem.Conflict(
                $"there is an agency '{added.Id}' already. Ids are never given twice; choose another."),
            AgencyAddition.Invalid invalid => ManagementProblem.Invalid(invalid.Problem),
            _ => throw new InvalidOperationException("An agency was added or not."),
        };
    }

    private static async Task<IResult> RotateKeyAsync(string id, AgencyDirectory agencies, CancellationToken cancellationToken) =>
        await agencies.RotateKeyAsync(id, cancellationToken) switch
        {
            AgencyKeyRotation.Rotated rotated => TypedResults.Json(new IssuedKey(id, rotated.Key), ManagementJson.Default.IssuedKey),
            AgencyKeyRotation.NotFound => ManagementProblem.NoAgency(id),
            AgencyKeyRotation.Disabled => ManagementProblem.Conflict(
                $"agency '{id}' is disabled and gets no more keys."),
            _ => throw new InvalidOperationException("A key was issued or not."),
        };

    private static async Task<IResult> DisableAsync(string id, AgencyDirectory agencies, FencedAgencies fenced, CancellationToken cancellationToken)
    {
        if (await fenced.DisableAsync(id, cancellationToken) is null)
        {
            return ManagementProblem.NoAgency(id);
        }

        return await ShowAsync(id, agencies, cancellationToken);
    }

    private static async Task<IResult> SetAsync(
        string id, SettingsOfAgency settings, AgencyDirectory agencies, AgencySettings change, CancellationToken cancellationToken)
    {
        if (RefusalShapeWords.Parse(settings.Refusal) is not { } refusal)
        {
            return ManagementProblem.Invalid(RefusalProblem);
        }

        return await change.SetRefusalAsync(id, refusal, cancellationToken)
            ? await ShowAsync(id, agencies, cancellationToken)
            : ManagementProblem.NoAgency(id);
    }

    private static async Task<IResult> ShowAsync(string id, AgencyDirectory agencies, CancellationToken cancellationToken)
    {
        AgencyListing listing = (await agencies.ListAsync(cancellationToken)).First(l => string.Equals(l.Agency.Id, id, StringComparison.Ordinal));
        return TypedResults.Json(AgencyView.Of(listing), ManagementJson.Default.AgencyView);
    }
}
