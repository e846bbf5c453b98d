using System.Reflection;
using HmisGateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace HmisGateway.Tests.Telemetry;

public sealed class LogEventsTests
{
    private static readonly LoggerMessageAttribute[] Events =
    [
        .. typeof(GatewayLogging).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .OrderBy(message => message.EventId),
    ];

    [Fact]
    public void No_two_log_events_have_one_id() =>
        Events.GroupBy(message => message.EventId).Where(group => group.Count() > 1).Select(group => group.Key).ShouldBeEmpty();

    [Fact]
    public void Every_log_event_is_in_the_reference()
    {
        string[] inCode = [.. Events.Select(message => $"| `{message.EventId}` | {message.Level} | {message.Message} |")];
        string[] inReference = [.. ReferenceTable.Rows("log-events.md").Select(row => $"| `{row[0]}` | {row[1]} | {row[2]} |")];
        inReference.ShouldBe(inCode, $"the table of docs/reference/log-events.md has to be:\n{string.Join('\n', inCode)}\n");
    }
}
