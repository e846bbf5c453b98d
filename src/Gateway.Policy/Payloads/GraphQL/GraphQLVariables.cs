using System.Text.Json;
using GraphQLParser.AST;

namespace HmisGateway.Policy.Payloads.GraphQL;

/// <summary>What the variables of one operation stand for.</summary>
internal sealed class GraphQLVariables
{
    private readonly Dictionary<string, GraphQLValue?> _defaults = new(StringComparer.Ordinal);
    private readonly JsonElement _given;

    /// <summary>Reads the definitions of an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="given">The values that came with the request; undefined for none.</param>
    /// <exception cref="FormatException">A variable is defined twice or carries a directive.</exception>
    internal GraphQLVariables(GraphQLOperationDefinition operation, JsonElement given)
    {
        _given = given;
        foreach (GraphQLVariableDefinition definition in operation.Variables?.Items ?? [])
        {
            if (definition.Directives is { Count: > 0 } || !_defaults.TryAdd(definition.Variable.Name.StringValue, definition.DefaultValue))
            {
                throw new FormatException();
            }
        }
    }

    /// <summary>What a variable stands for.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The value that came with the request, or else the default, or else neither: then what it stands in is left out.</returns>
    /// <exception cref="FormatException">The operation does not define it.</exception>
    internal (JsonElement? Given, GraphQLValue? Default) Find(string name)
    {
        if (!_defaults.TryGetValue(name, out GraphQLValue? otherwise))
        {
            throw new FormatException();
        }

        return _given.ValueKind == JsonValueKind.Object && _given.TryGetProperty(name, out JsonElement value) ? (value, null) : (null, otherwise);
    }
}
