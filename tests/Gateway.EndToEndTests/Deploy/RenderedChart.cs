using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace HmisGateway.EndToEndTests.Deploy;

/// <summary>What helm rendered, as YAML documents.</summary>
internal sealed class RenderedChart
{
    public RenderedChart(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        Documents = [.. stream.Documents.Select(document => document.RootNode).OfType<YamlMappingNode>()];
    }

    /// <summary>All objects.</summary>
    public IReadOnlyList<YamlMappingNode> Documents { get; }

    /// <summary>What runs the pods: a stateful set or a deployment, and only one of them.</summary>
    public YamlNode Workload => Documents.Single(document => Text(document, "kind") is "StatefulSet" or "Deployment");

    /// <summary>The pod's specification.</summary>
    public YamlNode Pod => At(Workload, "spec.template.spec")!;

    /// <summary>The gateway's container.</summary>
    public YamlNode Container => At(Pod, "containers.0")!;

    /// <summary>The gateway's settings.</summary>
    public IReadOnlyDictionary<string, string> Settings =>
        ((YamlMappingNode)At(TheOnly("ConfigMap"), "data")!).ToDictionary(pair => Text(pair.Key)!, pair => Text(pair.Value)!);

    /// <summary>The object of a kind, of which there is one.</summary>
    public YamlNode TheOnly(string kind) => Documents.Single(document => Text(At(document, "kind")) == kind);

    /// <summary>The node at a dotted path of keys and indices, or null.</summary>
    public static YamlNode? At(YamlNode? node, string path) => path.Split('.').Aggregate(node, (at, step) => at switch
    {
        YamlMappingNode mapping => mapping.Children.TryGetValue(new YamlScalarNode(step), out var child) ? child : null,
        YamlSequenceNode sequence => sequence.Children.ElementAtOrDefault(int.Parse(step, CultureInfo.InvariantCulture)),
        _ => null,
    });

    /// <summary>The scalar at a dotted path, or null.</summary>
    public static string? Text(YamlNode? node, string path) => Text(At(node, path));

    /// <summary>The entry of a list with this <c>name</c>.</summary>
    public static YamlNode Named(YamlNode? list, string name) => list.ShouldBeOfType<YamlSequenceNode>().Single(entry => Text(entry, "name") == name);

    private static string? Text(YamlNode? node) => (node as YamlScalarNode)?.Value;
}
