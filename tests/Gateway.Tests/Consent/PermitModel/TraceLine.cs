using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace HmisGateway.Tests.Consent.PermitModel;

/// <summary>A line of the trace; it is put together only where somebody wants it.</summary>
[InterpolatedStringHandler]
internal readonly ref struct TraceLine
{
    private readonly StringBuilder? _text;

    /// <summary>Begins a line.</summary>
    public TraceLine(int literalLength, int formattedCount, ProtocolRun run, out bool isWanted)
    {
        isWanted = run.IsTraced;
        _text = isWanted ? new StringBuilder(literalLength + (formattedCount * 4)) : null;
    }

    /// <summary>Adds a text.</summary>
    public void AppendLiteral(string text) => _text!.Append(text);

    /// <summary>Adds a value.</summary>
    public void AppendFormatted<T>(T value) => _text!.Append(CultureInfo.InvariantCulture, $"{value}");

    /// <summary>Adds a set.</summary>
    public void AppendFormatted(uint value, string format) => _text!.Append('{').Append(value.ToString(format, CultureInfo.InvariantCulture)).Append('}');

    /// <inheritdoc/>
    public override string ToString() => _text?.ToString() ?? "";
}
