using Microsoft.Extensions.Primitives;

namespace HmisGateway.Agencies;

/// <summary>
/// Identifies the agency of a request by its gateway key, its client certificate, or the vendor credential that it sends in any case.
/// The agency API and the way to the vendor use the same check.
/// </summary>
/// <remarks>
/// All proofs that are presented must name one active agency. A gateway key or a certificate says nothing but who calls, so one that is
/// not known is refused even beside a valid proof. A vendor credential is for the vendor in the first place: one that is not registered
/// is no proof, and no disagreement.
/// </remarks>
internal sealed class AgencyAuthentication(AgencyDirectory directory, TimeProvider time)
{
    /// <summary>Sets <see cref="IAgencyFeature"/> when the proofs name one active agency.</summary>
    /// <returns>The agency, or null: the answer is <c>401</c>.</returns>
    public Agency? Authenticate(HttpContext context)
    {
        Agency? agency = null;
        if (!AgreesOnKey(context.Request.Headers, ref agency)
            || !AgreesOnCertificate(context, ref agency)
            || !AgreesOnCredentials(context.Request.Headers, ref agency)
            || agency is not { IsDisabled: false })
        {
            return null;
        }

        context.Features.Set<IAgencyFeature>(new AgencyFeature(agency));
        return agency;
    }

    private bool AgreesOnKey(IHeaderDictionary headers, ref Agency? agency)
    {
        if (!headers.TryGetValue(AgencyKey.HeaderName, out StringValues presented) || presented.Count == 0)
        {
            return true;
        }

        // Two headers, even equal ones, are a disagreement that another parser may settle otherwise.
        return presented.Count == 1 && directory.Authenticate(presented[0]!) is { } named && Agrees(named, ref agency);
    }

    private bool AgreesOnCertificate(HttpContext context, ref Agency? agency) =>
        context.Features.Get<IClientCertificateFeature>() is not { } certificate
        || (certificate.IsValidAt(time.GetUtcNow())
            && directory.FindByCertificate(certificate.Thumbprint) is { } named
            && Agrees(named, ref agency));

    private bool AgreesOnCredentials(IHeaderDictionary headers, ref Agency? agency)
    {
        foreach (string header in directory.Proofs.CredentialHeaders)
        {
            if (!headers.TryGetValue(header, out StringValues presented))
            {
                continue;
            }

            foreach (string? value in presented)
            {
                // A header that stands twice proves nobody, and still must not name somebody else.
                if (value is not null
                    && directory.FindByCredential(header, value) is { } named
                    && (presented.Count == 1 ? !Agrees(named, ref agency) : named.Id != agency?.Id))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool Agrees(Agency named, ref Agency? agency)
    {
        bool agrees = agency is null || agency.Id == named.Id;
        agency = named;
        return agrees;
    }
}
