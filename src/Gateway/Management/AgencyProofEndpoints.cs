using HmisGateway.Agencies;

namespace HmisGateway.Management;

/// <summary>Management operations on certificates and vendor credentials.</summary>
internal static class AgencyProofEndpoints
{
    /// <summary>Maps them under <c>agencies/{id}</c>.</summary>
    public static void MapAgencyProofs(this RouteGroupBuilder agency)
    {
        agency.MapPost("/certificates", AddCertificateAsync);
        agency.MapPost("/credentials", AddCredentialAsync);
        Map(agency, "certificates", AgencyProofKind.Certificate);
        Map(agency, "credentials", AgencyProofKind.VendorCredential);
    }

    private static void Map(RouteGroupBuilder agency, string collection, AgencyProofKind kind)
    {
        agency.MapGet($"/{collection}", (string id, AgencyProofs proofs) => TypedResults.Json<IReadOnlyList<AgencyProofView>>(
            [.. proofs.Of(id).Where(proof => proof.Kind == kind).Select(AgencyProofView.Of)], ManagementJson.Default.IReadOnlyListAgencyProofView));
        agency.MapPost($"/{collection}/{{proof}}/removals",
            async (string id, string proof, AgencyProofs proofs, CancellationToken cancellationToken) =>
                Answer(id, await proofs.RemoveAsync(id, kind, proof, cancellationToken)));
    }

    private static async Task<IResult> AddCertificateAsync(
        string id, NewCertificate added, AgencyProofs proofs, CancellationToken cancellationToken) =>
        Answer(id, await proofs.AddCertificateAsync(id, added.Pem ?? "", cancellationToken));

    private static async Task<IResult> AddCredentialAsync(
        string id, NewVendorCredential added, AgencyProofs proofs, CancellationToken cancellationToken) =>
        Answer(id, await proofs.AddCredentialAsync(id, added.Header ?? "", added.Value ?? "", cancellationToken));

    private static IResult Answer(string id, AgencyProofChange change) => change switch
    {
        AgencyProofChange.Done done => TypedResults.Json(AgencyProofView.Of(done.Proof), ManagementJson.Default.AgencyProofView),
        AgencyProofChange.NoAgency => ManagementProblem.NoAgency(id),
        AgencyProofChange.NoProof => ManagementProblem.NotFound(
            $"agency '{id}' has nothing of this id. List them to see their ids."),
        AgencyProofChange.Taken taken => ManagementProblem.Conflict(
            taken.AgencyId == id ? "it is registered already." : $"it is registered for agency '{taken.AgencyId}'. One proof names one agency: remove it there first."),
        AgencyProofChange.Invalid invalid => ManagementProblem.Invalid(invalid.Problem),
        _ => throw new InvalidOperationException("A proof was changed or not."),
    };
}
