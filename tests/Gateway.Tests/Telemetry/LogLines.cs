using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace HmisGateway.Tests.Telemetry;

/// <summary>Collects the lines that would go to standard output.</summary>
internal sealed class LogLines : ILogEventSink
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly CompactJsonFormatter _formatter = new();

    public void Emit(LogEvent logEvent)
    {
        using StringWriter line = new();
        _formatter.Format(logEvent, line);
        lock (_lock)
        {
            _text.Append(line);
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            return _text.ToString();
        }
    }
}
