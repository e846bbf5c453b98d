using HmisGateway.Consent;

namespace HmisGateway.Hosting;

/// <summary>Checks the values of a configuration, without stopping at the first problem.</summary>
internal static class ConfigurationCheck
{
    /// <summary>The smallest limit of a request body, in bytes: below it no vendor call fits.</summary>
    public const int SmallestBodyLimit = 1024;

    /// <summary>The largest limit of a request body, in bytes: bodies are held in memory.</summary>
    public const int LargestBodyLimit = 1024 * 1024 * 1024;

    /// <summary>Most bytes that <c>Gateway:MaxUploadBytes</c> may be; a zip archive without 64-bit sizes is not larger.</summary>
    public const long LargestUploadLimit = 4L * 1024 * 1024 * 1024;

    /// <summary>The most references in memory: about 6 GB.</summary>
    public const int LargestCache = 10_000_000;

    /// <summary>The largest number of requests or ids that a limit may name.</summary>
    public const int LargestLimit = 1_000_000;

    private static readonly string[] Levels = ["Trace", "Debug", "Information", "Warning", "Error", "Critical", "Verbose", "Fatal"];
    private static readonly TimeSpan ShortestLifetime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ShortestMargin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ShortestDrain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(1);

    /// <summary>Everything that is wrong; empty when the gateway may start.</summary>
    public static IReadOnlyList<ConfigurationProblem> Problems(GatewayConfiguration configuration) =>
    [
        .. GatewayProblems(configuration.Gateway),
        .. ListenCheck.Problems(configuration),
        .. StorageProblems(configuration),
        .. FenceProblems(configuration.Fence),
        .. LedgerOptionsCheck.Problems(configuration),
        .. LimitProblems(configuration),
        .. LoggingProblems(configuration.Source),
        .. configuration.Profiles.Problems,
        .. VendorCheck.Problems(configuration),
        .. RoiSourceCheck.Problems(configuration.Consent, configuration.Vendors.Count),
    ];

    private static IEnumerable<ConfigurationProblem> GatewayProblems(GatewayOptions gateway)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(gateway.TimeZone, out _))
        {
            yield return new("Gateway:TimeZone", $"'{gateway.TimeZone}' is not a time zone of this machine.",
                "Use an IANA name such as America/Chicago, and install tzdata.");
        }

        if (gateway.MaxRequestBodyBytes is < SmallestBodyLimit or > LargestBodyLimit)
        {
            yield return new("Gateway:MaxRequestBodyBytes",
                $"{gateway.MaxRequestBodyBytes} bytes is not between {SmallestBodyLimit} and {LargestBodyLimit}.",
                "The default is 20971520.");
        }

        if (gateway.MaxUploadBytes is < SmallestBodyLimit or > LargestUploadLimit)
        {
            yield return new("Gateway:MaxUploadBytes",
                $"{gateway.MaxUploadBytes} bytes is not between {SmallestBodyLimit} and {LargestUploadLimit}.",
                "The default is 2147483648.");
        }
    }

    private static IEnumerable<ConfigurationProblem> LoggingProblems(IConfiguration source)
    {
        foreach (string key in new[] { "Logging:Level", "Logging:FrameworkLevel" })
        {
            if (source[key] is { Length: > 0 } level && !Levels.Contains(level, StringComparer.Ordinal))
            {
                yield return new(key, $"'{level}' is not a level.", $"Use one of {string.Join(", ", Levels)}.");
            }
        }
    }

    private static IEnumerable<ConfigurationProblem> FenceProblems(FenceOptions fence)
    {
        if (fence.DrainTimeout < ShortestDrain || fence.DrainTimeout > LongestDrain)
        {
            yield return new("Fence:DrainTimeout", $"{fence.DrainTimeout:c} is not between {ShortestDrain:c} and {LongestDrain:c}.",
                "The default is 00:00:05.");
        }

        if (fence.PermitLifetime < ShortestLifetime || fence.PermitLifetime > LongestLifetime)
        {
            yield return new("Fence:PermitLifetime", $"{fence.PermitLifetime:c} is not between {ShortestLifetime:c} and {LongestLifetime:c}.",
                "The default is 00:00:10.");
        }

        if (fence.Margin < ShortestMargin || fence.Margin >= fence.PermitLifetime / 2)
        {
            yield return new("Fence:Margin", $"{fence.Margin:c} is not between {ShortestMargin:c} and half of Fence:PermitLifetime, {fence.PermitLifetime:c}.",
                "The default is 00:00:03.");
        }
    }

    private static IEnumerable<ConfigurationProblem> LimitProblems(GatewayConfiguration configuration)
    {
        foreach ((string key, int value, int standard) in new[]
        {
            ("Limits:RequestsPerSecond", configuration.Limits.RequestsPerSecond, new LimitsOptions().RequestsPerSecond),
            ("Limits:ConcurrentRequests", configuration.Limits.ConcurrentRequests, new LimitsOptions().ConcurrentRequests),
            ("Enumeration:DistinctPerDay", configuration.Enumeration.DistinctPerDay, new EnumerationAlarmOptions().DistinctPerDay),
            ("Enumeration:SequentialRun", configuration.Enumeration.SequentialRun, new EnumerationAlarmOptions().SequentialRun),
        })
        {
            if (value is < 0 or > LargestLimit)
            {
                yield return new(key, $"{value} is not between 0 and {LargestLimit}.", $"The default is {standard}; 0 turns it off.");
            }
        }
    }

    private static IEnumerable<ConfigurationProblem> StorageProblems(GatewayConfiguration configuration)
    {
        StorageOptions storage = configuration.Storage;
        if (storage.CachedReferences is < 0 or > LargestCache)
        {
            yield return new("Storage:CachedReferences", $"{storage.CachedReferences} is not between 0 and {LargestCache}.",
                $"The default is {Storage.Sqlite.SqliteStorage.DefaultCachedReferences}.");
        }

        if (PostgresConnection.Problem(storage) is { } connection)
        {
            yield return connection;
        }

        foreach ((string key, string? folder) in new[]
        {
            ("Storage:DataDirectory", storage.DataDirectory),
            ("Keys:Directory", configuration.Keys.Directory),
            ("Gateway:StateDirectory", configuration.Gateway.StateDirectory),
        })
        {
            if (File.Exists(folder))
            {
                yield return new(key, $"{folder} is a file.", "Name a folder; it is created when it does not exist.");
            }
        }
    }
}
