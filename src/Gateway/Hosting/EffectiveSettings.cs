using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace HmisGateway.Hosting;

/// <summary>Lists a configuration as it is in effect, without secrets.</summary>
internal static partial class EffectiveSettings
{
    private const string Redacted = "[redacted]";

    /// <summary>Every setting of the gateway's sections, defaults included, and whatever is set in the platform's.</summary>
    public static IReadOnlyList<EffectiveSetting> Of(GatewayConfiguration configuration)
    {
        List<EffectiveSetting> settings = [];
        foreach ((string section, object options) in new (string, object)[]
        {
            ("Gateway", configuration.Gateway),
            ("Vendors", configuration.Vendors),
            ("Vendor", configuration.Profile),
            ("Storage", configuration.Storage),
            ("Keys", configuration.Keys),
            ("Ledger", configuration.Ledger),
            ("Fence", configuration.Fence),
            ("Consent", configuration.Consent),
            ("Limits", configuration.Limits),
            ("Enumeration", configuration.Enumeration),
            ("Attachments", configuration.Attachments),
        })
        {
            Add(section, options);
        }

        settings.AddRange(OptionsSection.PlatformNames
            .SelectMany(name => configuration.Source.GetSection(name).AsEnumerable())
            .Where(static pair => pair.Value is not null)
            .OrderBy(static pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => Setting(pair.Key, pair.Value)));
        return settings;

        void Add(string key, object? value)
        {
            switch (value)
            {
                case bool flag:
                    settings.Add(Setting(key, flag ? "true" : "false"));
                    break;
                case null or string or IFormattable:
                    settings.Add(Setting(key, Convert.ToString(value, CultureInfo.InvariantCulture)));
                    break;
                case IEnumerable items:
                    int index = 0;
                    foreach (object item in items)
                    {
                        Add($"{key}:{index++}", item);
                    }

                    break;
                default:
                    foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
                    {
                        Add($"{key}:{property.Name}", property.GetValue(value));
                    }

                    break;
            }
        }

        EffectiveSetting Setting(string key, string? value) =>
            new(key, string.IsNullOrEmpty(value) ? null : IsSecret(key) ? Redacted : WithoutUser(value), SourceOf(configuration.Source, key));
    }

    // A password in an address is a configuration problem, and still must not be shown.
    private static string WithoutUser(string value) => UserInAddress.Replace(value, $"$1{Redacted}@");

    private static bool IsSecret(string key) => SecretName.IsMatch(key[(key.LastIndexOf(':') + 1)..]);

    private static string SourceOf(IConfigurationRoot source, string key)
    {
        foreach (IConfigurationProvider provider in source.Providers.Reverse())
        {
            if (provider.TryGet(key, out string? value) && value is not null)
            {
                return provider switch
                {
                    EnvironmentVariablesConfigurationProvider => "environment",
                    JsonConfigurationProvider json => json.Source.Path ?? "file",
                    _ => provider.ToString() ?? "",
                };
            }
        }

        return "default";
    }

    [GeneratedRegex("password|passphrase|secret|token|credential|connectionstring$|apikey|authorization|headers?$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName { get; }

    [GeneratedRegex("^([a-z][a-z0-9+.-]*://)[^/@]*@", RegexOptions.IgnoreCase)]
    private static partial Regex UserInAddress { get; }
}
