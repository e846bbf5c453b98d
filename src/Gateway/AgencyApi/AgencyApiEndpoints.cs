namespace HmisGateway.AgencyApi;

/// <summary>The agency API, on the agency listener.</summary>
internal static class AgencyApiEndpoints
{
    /// <summary>Where it begins.</summary>
    public const string Prefix = "/_gateway/v1";

    /// <summary>Maps all calls of the agency API, and answers everything else under its prefix with <c>404</c>.</summary>
    /// <returns>The group, for conventions of the listener.</returns>
    public static RouteGroupBuilder MapAgencyApi(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder api = endpoints.MapGroup(Prefix);
        api.MapAgencyCall(HttpMethods.Put, "/clients/{clientId}/roi", RoiEndpoints.PutAsync);
        api.MapAgencyCall(HttpMethods.Get, "/clients/{clientId}/roi", RoiEndpoints.GetAsync);
        api.MapAgencyCall(HttpMethods.Get, "/clients/{clientId}/roi/drain", RoiEndpoints.DrainAsync);
        api.MapAgencyCall(HttpMethods.Put, "/clients/{clientId}/roi/{version}/document", RoiDocumentEndpoints.PutAsync);
        api.MapAgencyCall(HttpMethods.Get, "/clients/{clientId}/roi/{version}/document", RoiDocumentEndpoints.GetAsync);
        api.MapAgencyCall(HttpMethods.Post, "/clients/{clientId}/separations", SeparationEndpoint.PostAsync);
        api.MapAgencyCall(HttpMethods.Post, "/roi-imports", RoiEndpoints.ImportAsync);
        api.MapAgencyCall(HttpMethods.Get, "/offline", OfflineEndpoints.ListAsync);
        api.MapAgencyCall(HttpMethods.Get, "/offline/{receipt}", OfflineEndpoints.ShowAsync);
        api.MapAgencyCall(HttpMethods.Get, "/offline/{receipt}/content", OfflineEndpoints.RevealAsync);
        api.MapAgencyCall(HttpMethods.Post, "/offline/{receipt}/resubmissions", ResubmissionEndpoint.PostAsync);
        api.MapAgencyCall(HttpMethods.Get, "/worklist", WorklistEndpoints.ListAsync);
        api.MapAgencyCall(HttpMethods.Post, "/decisions", DecisionEndpoints.PreviewAsync);
        api.MapAgencyFallback("/{**path}");
        return api;
    }
}
