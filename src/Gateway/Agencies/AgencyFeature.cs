namespace HmisGateway.Agencies;

/// <inheritdoc/>
internal sealed class AgencyFeature(Agency agency) : IAgencyFeature
{
    /// <inheritdoc/>
    public Agency Agency => agency;
}
