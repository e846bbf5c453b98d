using System.Text.Json;
using HmisGateway.Consent;
using HmisGateway.Ledger;

namespace HmisGateway.Hosting;

/// <summary>
/// Reads the standard sources, weakest first: <c>appsettings.json</c>, <c>appsettings.{Environment}.json</c>, the file of
/// <c>--config</c>, environment variables, the command line. Applies every default and makes every path absolute.
/// </summary>
internal static class ConfigurationReader
{
    /// <summary>Reads and checks everything.</summary>
    public static ConfigurationReading Read(ConfigurationArguments arguments)
    {
        if (TryBuild(arguments, out IConfigurationRoot? source) is { } unreadable)
        {
            return new ConfigurationReading.Unusable([unreadable], Partial: null);
        }

        ConfigurationShape shape = ConfigurationShape.Of(source!);
        GatewayConfiguration configuration = Bind(source!, shape.Unusable, arguments.WorkingDirectory);
        List<ConfigurationProblem> problems = [.. shape.Problems, .. ConfigurationCheck.Problems(configuration)];
        return problems.Count == 0
            ? new ConfigurationReading.Usable(configuration)
            : new ConfigurationReading.Unusable(problems, configuration);
    }

    private static ConfigurationProblem? TryBuild(ConfigurationArguments arguments, out IConfigurationRoot? source)
    {
        source = null;
        string? file = arguments.File is null ? null : Path.GetFullPath(arguments.File, arguments.WorkingDirectory);
        if (file is not null && !File.Exists(file))
        {
            return new ConfigurationProblem("--config", $"the file {file} does not exist.", "Name a JSON file.");
        }

        try
        {
            IConfigurationBuilder builder = new ConfigurationBuilder()
                .SetBasePath(arguments.WorkingDirectory)
                .AddJsonFile("appsettings.json", optional: true, reloadOnChange: false)
                .AddJsonFile($"appsettings.{arguments.EnvironmentName}.json", optional: true, reloadOnChange: false);
            if (file is not null)
            {
                builder.AddJsonFile(file, optional: false, reloadOnChange: false);
            }

            List<KeyValuePair<string, string?>> settings = [.. arguments.Settings];
            if (arguments.DataDirectory is { } data)
            {
                settings.Add(new("Storage:DataDirectory", data));
            }

            source = builder.AddEnvironmentVariables().Add(new CommandLineSettings(settings)).Build();
            return null;
        }
        catch (Exception fault) when (fault is InvalidDataException or FormatException)
        {
            return new ConfigurationProblem("configuration file", Explain(fault), "Correct the file.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new ConfigurationProblem("configuration file", fault.Message, "Make the file readable.");
        }
    }

    /// <summary>File and line; never a piece of the file, which may hold a secret.</summary>
    private static string Explain(Exception fault)
    {
        for (Exception? inner = fault; inner is not null; inner = inner.InnerException)
        {
            if (inner is JsonException { LineNumber: { } line })
            {
                return $"{fault.Message} It is not JSON at line {line + 1}.";
            }
        }

        return fault.InnerException is null ? fault.Message : $"{fault.Message} {fault.InnerException.Message}";
    }

    private static GatewayConfiguration Bind(IConfigurationRoot source, IReadOnlySet<string> unusable, string workingDirectory)
    {
        IConfiguration bindable = unusable.Count == 0 ? source : Without(source, unusable);
        GatewayOptions gateway = bindable.GetSection("Gateway").Get<GatewayOptions>() ?? new();
        StorageOptions storage = bindable.GetSection("Storage").Get<StorageOptions>() ?? new();
        KeysOptions keys = bindable.GetSection("Keys").Get<KeysOptions>() ?? new();
        ProfileOptions profile = bindable.GetSection("Vendor").Get<ProfileOptions>() ?? new();
        FenceOptions fence = bindable.GetSection("Fence").Get<FenceOptions>() ?? new();
        LedgerOptions ledger = bindable.GetSection("Ledger").Get<LedgerOptions>() ?? new();
        ConsentOptions consent = bindable.GetSection("Consent").Get<ConsentOptions>() ?? new();
        LimitsOptions limits = bindable.GetSection("Limits").Get<LimitsOptions>() ?? new();
        EnumerationAlarmOptions enumeration = bindable.GetSection("Enumeration").Get<EnumerationAlarmOptions>() ?? new();
        AttachmentsOptions attachments = bindable.GetSection("Attachments").Get<AttachmentsOptions>() ?? new();
        List<VendorOptions> vendors = bindable.GetSection("Vendors").Get<List<VendorOptions>>() ?? [];

        storage.DataDirectory = Absolute(storage.DataDirectory) ?? workingDirectory;
        storage.ConnectionStringFile = Absolute(storage.ConnectionStringFile);
        gateway.StateDirectory = Absolute(gateway.StateDirectory) ?? storage.DataDirectory;
        keys.Directory = Absolute(keys.Directory) ?? Path.Combine(storage.DataDirectory, "keys");
        ledger.Anchor = ledger.Anchor is { } anchor && AnchorPlace.IsAddress(anchor) ? anchor.Trim() : Absolute(ledger.Anchor);
        ledger.AnchorCredential.FromFile = Absolute(ledger.AnchorCredential.FromFile);
        profile.ProfileDirectory = Absolute(profile.ProfileDirectory);
        foreach (VendorOptions vendor in vendors)
        {
            vendor.Credential.FromFile = Absolute(vendor.Credential.FromFile);
        }

        return new GatewayConfiguration
        {
            Source = source,
            Gateway = gateway,
            Storage = storage,
            Keys = keys,
            Profile = profile,
            Fence = fence,
            Ledger = ledger,
            Consent = consent,
            Limits = limits,
            Enumeration = enumeration,
            Attachments = attachments,
            Vendors = vendors,
            Profiles = ProfileCatalog.Load(profile.ProfileDirectory),
        };

        string? Absolute(string? path) => string.IsNullOrWhiteSpace(path) ? null : Path.GetFullPath(path, workingDirectory);
    }

    private static IConfigurationRoot Without(IConfigurationRoot source, IReadOnlySet<string> unusable) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(source.AsEnumerable().Where(pair =>
                !unusable.Any(key => pair.Key.Equals(key, StringComparison.OrdinalIgnoreCase)
                    || pair.Key.StartsWith(key + ConfigurationPath.KeyDelimiter, StringComparison.OrdinalIgnoreCase))))
            .Build();
}
