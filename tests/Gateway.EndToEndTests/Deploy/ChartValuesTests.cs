using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace HmisGateway.EndToEndTests.Deploy;

public sealed partial class ChartValuesTests
{
    /// <summary>Values that are described as one, although they have parts.</summary>
    private static readonly string[] Whole = ["resources", "probes.startup", "probes.liveness", "probes.readiness"];

    [Fact]
    public void The_values_table_names_every_value_and_nothing_else()
    {
        var documented = TableRow().Matches(File.ReadAllText(Path.Combine(Helm.Chart, "README.md"))).Select(row => row.Groups[1].Value);

        documented.ShouldBe(ValuePaths(), ignoreOrder: true);
    }

    [Fact]
    public void The_schema_knows_every_value_and_is_closed()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Helm.Chart, "values.schema.json")))!;

        foreach (var path in ValuePaths())
        {
            var at = schema;
            foreach (var step in path.Split('.'))
            {
                at["additionalProperties"].ShouldNotBeNull($"{path}: open above {step}").GetValue<bool>().ShouldBeFalse();
                at = at["properties"]![step].ShouldNotBeNull($"{path} is not in the schema");
            }
        }
    }

    private static List<string> ValuePaths()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Path.Combine(Helm.Chart, "values.yaml"))));
        return [.. Paths("", (YamlMappingNode)stream.Documents[0].RootNode)];
    }

    private static IEnumerable<string> Paths(string prefix, YamlMappingNode mapping) => mapping.SelectMany(pair =>
    {
        var path = prefix + ((YamlScalarNode)pair.Key).Value;
        return pair.Value is YamlMappingNode { Children.Count: > 0 } inner && !Whole.Contains(path) ? Paths(path + ".", inner) : [path];
    });

    [GeneratedRegex(@"^\| `([A-Za-z.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
