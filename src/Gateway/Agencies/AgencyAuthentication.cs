using Microsoft.Extensions.Primitives;

namespace HmisGateway.Agencies;

/// <summary>Identifies the agency of a request by its gateway key. The agency API and the way to the vendor use the same check.</summary>
internal sealed class AgencyAuthentication(AgencyDirectory directory)
{
    /// <summary>Sets <see cref="IAgencyFeature"/> when exactly one valid key is presented.</summary>
    /// <returns>The agency, or null: the answer is <c>401</c>.</returns>
    public Agency? Authenticate(HttpContext context)
    {
        // Two headers, even equal ones, are a disagreement that another parser may settle otherwise.
        StringValues presented = context.Request.Headers[AgencyKey.HeaderName];
        if (presented.Count != 1 || directory.Authenticate(presented[0]!) is not { } agency)
        {
            return null;
        }

        context.Features.Set<IAgencyFeature>(new AgencyFeature(agency));
        return agency;
    }
}
