using Microsoft.Extensions.Options;

namespace HmisGateway.Hosting;

/// <summary>Registers a configuration that has been read and checked.</summary>
internal static class ConfigurationServices
{
    /// <summary>Adds the configuration, its options and the profile catalog.</summary>
    public static IServiceCollection AddGatewayConfiguration(this IServiceCollection services, GatewayConfiguration configuration) =>
        services
            .AddSingleton(configuration)
            .AddSingleton(configuration.Profiles)
            .AddSingleton(configuration.Vendors)
            .AddSingleton(configuration.Ledger)
            .AddSingleton(configuration.Consent)
            .AddSingleton(configuration.Limits)
            .AddSingleton(configuration.Enumeration)
            .AddSingleton(configuration.Attachments)
            .AddSingleton(Options.Create(configuration.Gateway))
            .AddSingleton(Options.Create(configuration.Storage))
            .AddSingleton(Options.Create(configuration.Keys))
            .AddSingleton(Options.Create(configuration.Profile));
}
