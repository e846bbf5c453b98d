using System.Text;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HmisGateway.Profiles;

/// <summary>Reads YAML into the tree that JSON is read into; every scalar is a string.</summary>
internal static class YamlTree
{
    private const int MaxDepth = 200;

    /// <summary>A document of a few megabytes has so many; more is one that multiplies itself by its aliases.</summary>
    private const int MaxNodes = 5_000_000;

    /// <summary>Reads the first document.</summary>
    /// <exception cref="InvalidDataException">It is not YAML, or there is too much of it.</exception>
    public static JsonNode? Read(ReadOnlySpan<byte> yaml)
    {
        YamlStream stream = [];
        try
        {
            stream.Load(new StringReader(Encoding.UTF8.GetString(yaml)));
        }
        catch (YamlException fault)
        {
            throw new InvalidDataException($"It is not YAML at line {fault.Start.Line}.", fault);
        }

        int nodes = 0;
        return stream.Documents.Count == 0 ? null : Convert(stream.Documents[0].RootNode, depth: 0, ref nodes);
    }

    private static JsonNode? Convert(YamlNode node, int depth, ref int nodes)
    {
        if (depth > MaxDepth || ++nodes > MaxNodes)
        {
            throw new InvalidDataException("It is nested too deep, or multiplies itself by aliases.");
        }

        switch (node)
        {
            case YamlScalarNode scalar:
                return scalar.Value;
            case YamlSequenceNode sequence:
                JsonArray list = [];
                foreach (YamlNode element in sequence)
                {
                    list.Add(Convert(element, depth + 1, ref nodes));
                }

                return list;
            case YamlMappingNode mapping:
                JsonObject members = [];
                foreach ((YamlNode name, YamlNode value) in mapping)
                {
                    members[(name as YamlScalarNode)?.Value ?? ""] = Convert(value, depth + 1, ref nodes);
                }

                return members;
            default:
                return null;
        }
    }
}
