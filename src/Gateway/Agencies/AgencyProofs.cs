using HmisGateway.Keys;
using HmisGateway.Ledger;

namespace HmisGateway.Agencies;

/// <summary>Registers and removes what proves an agency besides its gateway keys. A change is in effect when the task completes.</summary>
internal sealed class AgencyProofs(AgencyDirectory directory, IAgencyStore store, IKeyRing keys, TimeProvider time)
{
    /// <summary>The certificates and vendor credentials of an agency, oldest first.</summary>
    public IReadOnlyList<AgencyProof> Of(string agencyId) => [.. directory.Proofs.All.Where(proof => proof.AgencyId == agencyId)];

    /// <summary>Registers a client certificate.</summary>
    /// <param name="agencyId">Whose it is.</param>
    /// <param name="pem">The certificate in PEM, without its key.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public async Task<AgencyProofChange> AddCertificateAsync(string agencyId, string pem, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        return ClientCertificates.TryRead(pem, now, out byte[]? thumbprint, out DateTimeOffset endsAt, out string? problem)
            ? await AddAsync(new AgencyProof(AgencyProofKind.Certificate, thumbprint, agencyId, "", now, endsAt), "certificate-added", cancellationToken)
            : new AgencyProofChange.Invalid(problem);
    }

    /// <summary>Registers a vendor credential.</summary>
    /// <param name="agencyId">Whose it is.</param>
    /// <param name="header">The header that carries it.</param>
    /// <param name="value">Its whole value, as the agency's system sends it. A secret; only its keyed hash is stored.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public async Task<AgencyProofChange> AddCredentialAsync(string agencyId, string header, string value, CancellationToken cancellationToken)
    {
        if (VendorCredentialSyntax.Problem(header, value) is { } problem)
        {
            return new AgencyProofChange.Invalid(problem);
        }

        string name = string.Create(header.Length, header, static (lower, text) => text.AsSpan().ToLowerInvariant(lower));
        byte[] hash = new byte[VendorCredentialHash.Length];
        VendorCredentialHash.TryHash(name, value, keys, hash);
        return await AddAsync(
            new AgencyProof(AgencyProofKind.VendorCredential, hash, agencyId, name, time.GetUtcNow(), EndsAt: null), "credential-added", cancellationToken);
    }

    /// <summary>Removes a proof; requests that show it are not the agency's any more.</summary>
    /// <param name="agencyId">Whose it is.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="id">Its <see cref="AgencyProof.Id"/>.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public Task<AgencyProofChange> RemoveAsync(string agencyId, AgencyProofKind kind, string id, CancellationToken cancellationToken) =>
        directory.ChangeAsync<AgencyProofChange>(
            async () =>
            {
                if (directory.Find(agencyId) is null)
                {
                    return new AgencyProofChange.NoAgency();
                }

                AgencyProof? proof = Of(agencyId).FirstOrDefault(proof => proof.Kind == kind && proof.Id.Equals(id, StringComparison.OrdinalIgnoreCase));
                string action = kind == AgencyProofKind.Certificate ? "certificate-removed" : "credential-removed";
                return proof is not null && await store.RemoveProofAsync(proof, Evidence(action, proof), CancellationToken.None)
                    ? new AgencyProofChange.Done(proof)
                    : new AgencyProofChange.NoProof();
            },
            cancellationToken);

    private Task<AgencyProofChange> AddAsync(AgencyProof proof, string action, CancellationToken cancellationToken) =>
        directory.ChangeAsync<AgencyProofChange>(
            async () =>
            {
                if (directory.Find(proof.AgencyId) is null)
                {
                    return new AgencyProofChange.NoAgency();
                }

                return directory.Proofs.Find(proof.Kind, proof.Hash) is { } agencyId ? new AgencyProofChange.Taken(agencyId)
                    : await store.AddProofAsync(proof, Evidence(action, proof), CancellationToken.None) ? new AgencyProofChange.Done(proof)
                    : new AgencyProofChange.NoAgency();
            },
            cancellationToken);

    private static LedgerEvent Evidence(string action, AgencyProof proof)
    {
        List<KeyValuePair<string, string>> values = [new("action", action), new("agency", proof.AgencyId), new("proof", proof.Id)];
        if (proof.Subject.Length > 0)
        {
            values.Add(new("header", proof.Subject));
        }

        return new LedgerEvent(LedgerEventKind.Agency, values);
    }
}
