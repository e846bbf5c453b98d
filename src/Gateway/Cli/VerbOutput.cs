using System.Text.Json.Serialization.Metadata;

namespace HmisGateway.Cli;

/// <summary>Where a verb prints: data on standard output, everything else on standard error. Never coloured.</summary>
internal sealed class VerbOutput(TextWriter output, TextWriter error, OutputFormat format)
{
    /// <summary>Standard output.</summary>
    public TextWriter Out => output;

    /// <summary>Standard error.</summary>
    public TextWriter Error => error;

    /// <summary>True for <c>--output json</c>.</summary>
    public bool IsJson => format == OutputFormat.Json;

    /// <summary>Prints data: as JSON, or as <paramref name="text"/> writes it.</summary>
    public void Data<T>(T value, JsonTypeInfo<T> type, Action<TextWriter> text)
    {
        if (IsJson)
        {
            output.WriteLine(PrintedJson.OnOneLine(value, type));
        }
        else
        {
            text(output);
        }
    }

    /// <summary>Prints one line that says what is wrong, where, and what to do.</summary>
    /// <returns><paramref name="exitCode"/>.</returns>
    public int Fail(int exitCode, string message)
    {
        error.WriteLine("hmis-gateway: " + message);
        return exitCode;
    }
}
