using HmisGateway.Consent;
using HmisGateway.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HmisGateway.Management;

/// <summary>Management operations that compare an export of the HMIS with what is on file.</summary>
internal static class HmisEndpoints
{
    /// <summary>Maps them under <c>agencies/{id}</c>.</summary>
    public static void MapHmis(this RouteGroupBuilder agency)
    {
        agency.MapPost("/hmis-clients", CompareAsync);
        agency.MapPost("/hmis-enrollments", LearnAsync);
    }

    private static async Task<IResult> CompareAsync(
        string id, ExportedClients export, HmisComparison comparison, GatewayConfiguration configuration, CancellationToken cancellationToken)
    {
        if (VendorOf(export.Vendor, configuration) is not { } vendor)
        {
            return NoVendor(configuration);
        }

        (IReadOnlyList<ComparedClient> compared, int learned) = await comparison.CompareAsync(id, vendor, export.Clients ?? [], export.IsLearning, cancellationToken);
        return TypedResults.Json(new ComparedClients(compared, learned), ManagementJson.Default.ComparedClients);
    }

    private static async Task<IResult> LearnAsync(
        string id, ExportedEnrollments export, HmisComparison comparison, GatewayConfiguration configuration, CancellationToken cancellationToken) =>
        VendorOf(export.Vendor, configuration) is { } vendor
            ? TypedResults.Json(
                new LearnedEnrollments(await comparison.LearnAsync(id, vendor, export.Enrollments ?? [], cancellationToken)),
                ManagementJson.Default.LearnedEnrollments)
            : NoVendor(configuration);

    private static string? VendorOf(string? stated, GatewayConfiguration configuration) => stated is null
        ? configuration.Vendors is [var only] ? only.Name : null
        : configuration.Vendors.FirstOrDefault(vendor => vendor.Name == stated)?.Name;

    private static JsonHttpResult<ManagementProblem> NoVendor(GatewayConfiguration configuration) => ManagementProblem.Invalid(
        $"--vendor: say whose export it is: {string.Join(", ", configuration.Vendors.Select(static vendor => vendor.Name))}.");
}
