using HmisGateway.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HmisGateway.Management;

/// <summary>Registers what the management listener needs.</summary>
internal static class ManagementServices
{
    /// <summary>Adds token, announcement, readiness and its probes.</summary>
    public static IServiceCollection AddManagement(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ManagementToken>();
        services.TryAddSingleton<ManagementListener>();
        services.TryAddSingleton(static provider => new ManagementState(provider.GetRequiredService<GatewayConfiguration>().StateDirectory));
        services.TryAddSingleton<Readiness>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IReadinessProbe, RegistryProbe>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IReadinessProbe, QueueProbe>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IReadinessProbe, LedgerProbe>());
        services.AddHostedService<ManagementAnnouncement>();
        services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ManagementJson.Default));
        return services;
    }
}
