namespace HmisGateway.Agencies;

/// <summary>Who sent the request. Set by <see cref="AgencyAuthentication"/>; a request without it is not authenticated.</summary>
internal interface IAgencyFeature
{
    /// <summary>The agency; active at the time of the check.</summary>
    Agency Agency { get; }
}
