using HmisGateway.Agencies;

namespace HmisGateway.Management;

/// <summary>Lets operations under <c>agencies/{id}</c> through for an agency that exists, disabled or not.</summary>
internal sealed class KnownAgencyFilter(AgencyDirectory agencies) : IEndpointFilter
{
    /// <inheritdoc/>
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        string id = (string)context.HttpContext.GetRouteValue("id")!;
        return agencies.Find(id) is null ? ValueTask.FromResult<object?>(ManagementProblem.NoAgency(id)) : next(context);
    }
}
