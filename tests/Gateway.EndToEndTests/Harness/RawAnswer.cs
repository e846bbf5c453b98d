using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace HmisGateway.EndToEndTests.Harness;

/// <summary>Everything that came back on one connection before the gateway closed it.</summary>
public sealed partial record RawAnswer(string Text)
{
    /// <summary>How many answers there are, interim ones left out.</summary>
    public int Count => StatusLine().Matches(Text).Count(static line => line.Groups[1].Value[0] != '1');

    /// <summary>The status of the first answer that is not an interim one.</summary>
    public int Status => int.Parse(
        StatusLine().Matches(Text).First(static line => line.Groups[1].Value[0] != '1').Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The body of the only answer, as a problem document.</summary>
    public JsonNode Problem => JsonNode.Parse(Text[(Text.LastIndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..])!;

    public bool HasBody => !Text.EndsWith("\r\n\r\n", StringComparison.Ordinal);

    public bool HasHeader(string name) => Text.Contains("\r\n" + name + ":", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("(?<=^|\n|})HTTP/1\\.[01] ([0-9]{3})")]
    private static partial Regex StatusLine();
}
