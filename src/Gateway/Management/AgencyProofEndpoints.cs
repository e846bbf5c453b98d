using HmisGateway.Agencies;

namespace HmisGateway.Management;

/// <summary>Management operations on certificates and vendor credentials.</summary>
internal static class AgencyProofEndpoints
{
    /// <summary>Maps them under <c>agencies/{id}</c>.</summary>
    public static void MapAgencyProofs(this RouteGroupBuilder management)
    {
        management.MapPost("/agencies/{id}/certificates", AddCertificateAsync);
        management.MapPost("/agencies/{id}/credentials", AddCredentialAsync);
        Map(management, "certificates", AgencyProofKind.Certificate);
        Map(management, "credentials", AgencyProofKind.VendorCredential);
    }

    private static void Map(RouteGroupBuilder management, string collection, AgencyProofKind kind)
    {
        management.MapGet($"/agencies/{{id}}/{collection}", (string id, AgencyDirectory agencies, AgencyProofs proofs) =>
            agencies.Find(id) is null
                ? (IResult)ManagementProblem.NoAgency(id)
                : TypedResults.Json<IReadOnlyList<AgencyProofView>>(
                    [.. proofs.Of(id).Where(proof => proof.Kind == kind).Select(AgencyProofView.Of)],
                    ManagementJson.Default.IReadOnlyListAgencyProofView));
        management.MapPost($"/agencies/{{id}}/{collection}/{{proof}}/removals",
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
        AgencyProofChange.NoProof => ManagementProblem.Answer(
            StatusCodes.Status404NotFound, $"agency '{id}' has nothing of this id. List them to see their ids."),
        AgencyProofChange.Taken taken => ManagementProblem.Answer(
            StatusCodes.Status409Conflict,
            taken.AgencyId == id ? "it is registered already." : $"it is registered for agency '{taken.AgencyId}'. One proof names one agency: remove it there first."),
        AgencyProofChange.Invalid invalid => ManagementProblem.Answer(StatusCodes.Status422UnprocessableEntity, invalid.Problem),
        _ => throw new InvalidOperationException("A proof was changed or not."),
    };
}
