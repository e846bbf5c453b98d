using System.Collections.Frozen;
using System.Diagnostics;
using Serilog.Core;
using Serilog.Events;

namespace HmisGateway.Telemetry;

/// <summary>
/// Stands before the only log output and builds each event anew from what may be shown; whatever else was attached to it is gone.
/// </summary>
/// <remarks>
/// <para>Every event: time, level, source, event id, the template if it is a literal of the program, and the exception's outline.</para>
/// <para>An event of the gateway itself: in addition the values that its template names, if they are single values.</para>
/// <para>An event of the framework: in addition numbers of a short list of names. Its texts hold paths, queries and addresses.</para>
/// <para>Scopes (request id, path, trace id of the caller) are dropped; the trace id is shown only of the gateway's own spans.</para>
/// </remarks>
internal sealed class RedactingSink(ILogEventSink output) : ILogEventSink, IDisposable
{
    private const string OwnSource = "HmisGateway";

    private static readonly MessageTemplate NotALiteral =
        new([new Serilog.Parsing.TextToken("(text left out: it was put together at run time)")]);

    private static readonly FrozenSet<string> FrameworkNumbers =
        FrozenSet.Create(StringComparer.Ordinal, "StatusCode", "ElapsedMilliseconds", "AttemptNumber", "ProcessId");

    // Names under which the framework's scopes keep what the caller sent; not even a template of our own may show them.
    private static readonly FrozenSet<string> NeverShown = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "RequestPath", "RequestId", "Path", "PathBase", "Query", "QueryString", "Target", "TargetUrl", "RawTarget", "Url", "Uri",
        "RequestUri", "Host", "Header", "Headers", "Cookie", "Authorization", "Body", "ParentId", "Baggage", "TraceState",
        // What Serilog calls a text that was logged without a template.
        "State", "Message");

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        string source = Text(logEvent, Constants.SourceContextPropertyName) ?? "";
        bool own = source.StartsWith(OwnSource, StringComparison.Ordinal)
            && (source.Length == OwnSource.Length || source[OwnSource.Length] == '.');

        List<LogEventProperty> kept = [new(Constants.SourceContextPropertyName, new ScalarValue(source))];
        AddEventId(logEvent, kept);
        if (own)
        {
            AddNamedByTemplate(logEvent, kept);
        }
        else
        {
            AddFrameworkNumbers(logEvent, kept);
        }

        // A template that is put together at run time can hold anything; a literal of a loaded program is always interned.
        bool literal = string.IsInterned(logEvent.MessageTemplate.Text) is not null;
        bool ownSpan = Activity.Current is { } span && span.Source.Name == GatewayActivity.SourceName;
        output.Emit(new LogEvent(
            logEvent.Timestamp,
            logEvent.Level,
            RedactedException.Of(logEvent.Exception),
            literal ? logEvent.MessageTemplate : NotALiteral,
            kept,
            ownSpan ? logEvent.TraceId ?? default : default,
            ownSpan ? logEvent.SpanId ?? default : default));
    }

    /// <inheritdoc/>
    public void Dispose() => (output as IDisposable)?.Dispose();

    private static void AddEventId(LogEvent logEvent, List<LogEventProperty> kept)
    {
        if (logEvent.Properties.GetValueOrDefault("EventId") is not StructureValue parts)
        {
            return;
        }

        foreach (LogEventProperty part in parts.Properties)
        {
            if (part is { Name: "Id", Value: ScalarValue { Value: int } })
            {
                kept.Add(new LogEventProperty("EventId", part.Value));
            }
            else if (part is { Name: "Name", Value: ScalarValue { Value: string name } } && string.IsInterned(name) is not null)
            {
                kept.Add(new LogEventProperty("EventName", part.Value));
            }
        }
    }

    private static void AddNamedByTemplate(LogEvent logEvent, List<LogEventProperty> kept)
    {
        foreach (Serilog.Parsing.MessageTemplateToken token in logEvent.MessageTemplate.Tokens)
        {
            if (token is Serilog.Parsing.PropertyToken { PropertyName: var name }
                && !NeverShown.Contains(name)
                && logEvent.Properties.GetValueOrDefault(name) is ScalarValue value
                && !kept.Exists(property => property.Name == name))
            {
                kept.Add(new LogEventProperty(name, value));
            }
        }
    }

    private static void AddFrameworkNumbers(LogEvent logEvent, List<LogEventProperty> kept)
    {
        foreach (string name in FrameworkNumbers)
        {
            if (logEvent.Properties.GetValueOrDefault(name) is ScalarValue { Value: int or long or double } number)
            {
                kept.Add(new LogEventProperty(name, number));
            }
        }
    }

    private static string? Text(LogEvent logEvent, string name) =>
        logEvent.Properties.GetValueOrDefault(name) is ScalarValue { Value: string text } ? text : null;
}
