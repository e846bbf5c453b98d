namespace HmisGateway.Management;

/// <summary>What the management listener serves.</summary>
internal static class ManagementEndpoints
{
    /// <summary>Maps <c>/health/*</c>, open, and <c>/manage/v1/*</c>, behind the token; both on the management listener only.</summary>
    public static void MapManagement(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealth();

        // The convention that is added last is asked first.
        RouteGroupBuilder management = endpoints.MapGroup("/manage/v1").WithManagementToken().OnManagementListenerOnly();
        management.MapAgencies();
        management.MapCustody();
        management.MapLedger();
        management.MapKeys();
        management.MapProfiles();

        RouteGroupBuilder agency = management.MapGroup("/agencies/{id}").AddEndpointFilter<KnownAgencyFilter>();
        agency.MapAgencyProofs();
        agency.MapRois();
        agency.MapHmis();
        agency.MapOffline();
        agency.MapExplanations();
    }
}
