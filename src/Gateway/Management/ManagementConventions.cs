namespace HmisGateway.Management;

/// <summary>Who reaches an endpoint of the management listener. Applied before anything of the request is read.</summary>
internal static class ManagementConventions
{
    /// <summary>Answers <c>404</c> on any other listener.</summary>
    public static RouteGroupBuilder OnManagementListenerOnly(this RouteGroupBuilder group)
    {
        Guard(group, static context =>
            ManagementListener.IsManagement(context) ? null : StatusCodes.Status404NotFound);
        return group;
    }

    /// <summary>Answers <c>401</c> without the token of this run.</summary>
    public static RouteGroupBuilder WithManagementToken(this RouteGroupBuilder group)
    {
        Guard(group, static context =>
            context.RequestServices.GetRequiredService<ManagementToken>().IsPresentedBy(context.Request.Headers.Authorization)
                ? null
                : StatusCodes.Status401Unauthorized);
        return group;
    }

    private static void Guard(IEndpointConventionBuilder group, Func<HttpContext, int?> refusal) =>
        group.Finally(endpoint =>
        {
            RequestDelegate inner = endpoint.RequestDelegate
                ?? throw new InvalidOperationException("An endpoint of the management listener has no handler to guard.");
            endpoint.RequestDelegate = context =>
            {
                if (refusal(context) is not { } status)
                {
                    return inner(context);
                }

                context.Response.StatusCode = status;
                if (status == StatusCodes.Status401Unauthorized)
                {
                    context.Response.Headers.WWWAuthenticate = "Bearer";
                }

                return Task.CompletedTask;
            };
        });
}
