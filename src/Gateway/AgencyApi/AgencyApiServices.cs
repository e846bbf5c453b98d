using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Hosting;
using HmisGateway.Identity;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Limits;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HmisGateway.AgencyApi;

/// <summary>The services behind the agency API and the commands that do the same.</summary>
internal static class AgencyApiServices
{
    /// <summary>
    /// Adds them. Storage, key ring, item sealer, ledger and <see cref="IDecisionPreview"/> are added elsewhere, and
    /// <see cref="AgencyDirectory.LoadAsync"/> is to be called before the first request.
    /// </summary>
    /// <param name="services">Where to add.</param>
    /// <param name="gateway">Time zone and body limit.</param>
    /// <param name="vendors">The configured vendors.</param>
    /// <param name="fence">How long a choice waits.</param>
    public static IServiceCollection AddAgencyApi(
        this IServiceCollection services, GatewayOptions gateway, IReadOnlyList<VendorOptions> vendors, FenceOptions fence)
    {
        services.AddRouting();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(gateway);
        services.TryAddSingleton(fence);
        services.TryAddSingleton(new LimitsOptions());
        services.TryAddSingleton<AgencyLimits>();
        services.TryAddSingleton<Pseudonymizer>();
        services.TryAddSingleton<IConsentFence, ConsentFence>();
        services.AddSingleton<AgencyDirectory>();
        services.AddSingleton<FencedAgencies>();
        services.AddSingleton<AgencyAuthentication>();
        services.AddSingleton<AgencyProofs>();
        services.AddSingleton<AgencySettings>();
        services.AddSingleton<RoiCalendar>();
        services.AddSingleton(provider => new RoiValidator(provider.GetRequiredService<RoiCalendar>(), vendors));
        services.AddSingleton<RoiEntryBuilder>();
        services.AddSingleton<RoiEvidence>();
        services.AddSingleton<LearnedReferenceBuilder>();
        services.AddSingleton<FencedLearning>();
        services.AddSingleton<HmisComparison>();
        services.AddSingleton<ProtectedClients>();
        services.AddSingleton<FencedRegistry>();
        services.AddSingleton<RunningDrains>();
        services.AddHostedService(static provider => provider.GetRequiredService<RunningDrains>());
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<RoiDrains>(provider, vendors));
        services.AddSingleton<RoiRecorder>();
        services.AddSingleton<RoiImporter>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<PersonSeparator>(provider, vendors));
        services.AddSingleton<RoiReader>();
        services.AddSingleton<RoiDocumentSealer>();
        services.AddSingleton<FencedDocuments>();
        services.AddSingleton<RoiDocuments>();
        services.AddSingleton<OfflineItemReader>();
        services.AddSingleton<OfflineContents>();
        services.AddSingleton<Worklist>();
        return services;
    }
}
