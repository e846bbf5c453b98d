using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace HmisGateway.Telemetry;

/// <summary>
/// The log: compact JSON lines on standard output, every one through <see cref="RedactingSink"/>. Settings: <c>Logging:Level</c> for the
/// gateway's own events and <c>Logging:FrameworkLevel</c> for all others; the other keys of the section have no effect.
/// </summary>
internal static class GatewayLogging
{
    private const LogEventLevel DefaultLevel = LogEventLevel.Information;
    private const LogEventLevel DefaultFrameworkLevel = LogEventLevel.Warning;

    /// <summary>Makes the gateway's log the only one of the host.</summary>
    /// <exception cref="InvalidOperationException">A configured level is not a level; the message names the setting.</exception>
    public static void AddGatewayLogging(this IHostApplicationBuilder builder) =>
        Add(builder, configuration => configuration.Console(new CompactJsonFormatter()));

    /// <summary>The same log with another output; for tests.</summary>
    public static void AddGatewayLogging(this IHostApplicationBuilder builder, ILogEventSink output) =>
        Add(builder, configuration => configuration.Sink(output));

    private static void Add(IHostApplicationBuilder builder, Action<LoggerSinkConfiguration> output)
    {
        LogEventLevel own = Level(builder.Configuration, "Logging:Level", DefaultLevel);
        LogEventLevel framework = Level(builder.Configuration, "Logging:FrameworkLevel", DefaultFrameworkLevel);
        builder.Logging.ClearProviders();
        builder.Services.AddSerilog(
            logger => logger
                .MinimumLevel.Is(framework)
                .MinimumLevel.Override("HmisGateway", own)

                // It speaks at Information only; as long as it may speak at all it makes a span and a scope for every request.
                .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", framework > LogEventLevel.Information ? LevelAlias.Off : framework)
                .WriteTo.Sink(LoggerSinkConfiguration.Wrap(sink => new RedactingSink(sink), output)),
            preserveStaticLogger: true);
    }

    private static LogEventLevel Level(IConfiguration settings, string key, LogEventLevel otherwise) => settings[key] switch
    {
        null or "" => otherwise,
        "Trace" or "Verbose" => LogEventLevel.Verbose,
        "Debug" => LogEventLevel.Debug,
        "Information" => LogEventLevel.Information,
        "Warning" => LogEventLevel.Warning,
        "Error" => LogEventLevel.Error,
        "Critical" or "Fatal" => LogEventLevel.Fatal,
        _ => throw new InvalidOperationException(
            $"{key} is not a level. Use one of Trace, Debug, Information, Warning, Error, Critical, or leave it out for {otherwise}."),
    };
}
