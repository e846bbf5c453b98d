using GraphQLParser;
using GraphQLParser.AST;

namespace HmisGateway.Policy.Payloads.GraphQL;

/// <summary>
/// Finds every field that an executable document asks of the root, in every operation and through every fragment. What could make one server
/// leave out what another carries out is refused or counted: an operation is judged whether or not it is the one that is named.
/// </summary>
internal sealed class GraphQLDocumentWalk
{
    /// <summary>How many selections are followed; fragments that use each other multiply them.</summary>
    private const int MaxSelections = 10_000;

    private const int MaxDepth = 64;

    private static readonly ParserOptions s_options = new() { Ignore = IgnoreOptions.All, MaxDepth = 2 * MaxDepth };

    private readonly Dictionary<string, GraphQLFragmentDefinition> _fragments = new(StringComparer.Ordinal);
    private readonly List<GraphQLOperationDefinition> _operations = [];
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly IdentifierSweep _sweep;
    private int _selections;

    /// <summary>Parses a document.</summary>
    /// <param name="query">Its text.</param>
    /// <param name="sweep">Takes every string of it as it is meant, without escapes.</param>
    /// <exception cref="FormatException">It is not one clear executable document.</exception>
    internal GraphQLDocumentWalk(string query, IdentifierSweep sweep)
    {
        _sweep = sweep;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (ASTNode definition in Parse(query).Definitions)
        {
            bool isNew = definition switch
            {
                GraphQLOperationDefinition operation => AddOperation(operation, names),
                GraphQLFragmentDefinition { Directives: null or { Count: 0 } } fragment =>
                    _fragments.TryAdd(fragment.FragmentName.Name.StringValue, fragment),
                _ => false,
            };
            Require(isNew);
        }

        // Beside an operation without a name there is no other: which one is meant would be open.
        Require(_operations.Count > 0 && (_operations.Count == 1 || !_operations.Exists(static operation => operation.Name is null)));
    }

    /// <summary>The operations.</summary>
    internal IReadOnlyList<GraphQLOperationDefinition> Operations => _operations;

    /// <summary>The fields that an operation asks of the root.</summary>
    /// <exception cref="FormatException">A fragment is missing or uses itself, a directive is not known, or there is too much of it.</exception>
    internal List<GraphQLField> RootFields(GraphQLOperationDefinition operation)
    {
        Require(operation.Directives is null or { Count: 0 });
        foreach (GraphQLVariableDefinition variable in operation.Variables?.Items ?? [])
        {
            if (variable.DefaultValue is { } otherwise)
            {
                SweepTexts(otherwise);
            }
        }

        var fields = new List<GraphQLField>();
        Collect(operation.SelectionSet, fields, depth: 0);
        return fields;
    }

    /// <summary>Checks what no operation has used.</summary>
    /// <exception cref="FormatException">A fragment is left over: a server may refuse it or carry it along.</exception>
    internal void Finish() => Require(_used.Count == _fragments.Count);

    private static GraphQLDocument Parse(string query)
    {
        try
        {
            return Parser.Parse(query, s_options);
        }
        catch (Exception fault) when (fault is GraphQLParser.Exceptions.GraphQLParserException or ArgumentException or IndexOutOfRangeException)
        {
            // The parser also fails while it describes an error behind a carriage return that stands alone.
            throw new FormatException();
        }
    }

    private bool AddOperation(GraphQLOperationDefinition operation, HashSet<string> names)
    {
        _operations.Add(operation);
        return operation.Operation != OperationType.Subscription && (operation.Name is null || names.Add(operation.Name.StringValue));
    }

    private void Collect(GraphQLSelectionSet selections, List<GraphQLField> fields, int depth)
    {
        Require(depth < MaxDepth);
        foreach (ASTNode selection in selections.Selections)
        {
            Require(++_selections <= MaxSelections);
            switch (selection)
            {
                case GraphQLField field:
                    CheckDirectives(field.Directives);
                    fields.Add(field);
                    break;
                case GraphQLInlineFragment fragment:
                    CheckDirectives(fragment.Directives);
                    Collect(fragment.SelectionSet, fields, depth + 1);
                    break;
                case GraphQLFragmentSpread spread:
                    CheckDirectives(spread.Directives);
                    CollectFragment(spread.FragmentName.Name.StringValue, fields, depth + 1);
                    break;
                default:
                    throw new FormatException();
            }
        }
    }

    private void CollectFragment(string name, List<GraphQLField> fields, int depth)
    {
        Require(_fragments.TryGetValue(name, out GraphQLFragmentDefinition? fragment) && _open.Add(name));
        _used.Add(name);
        Collect(fragment!.SelectionSet, fields, depth);
        _open.Remove(name);
    }

    /// <summary>Follows what a field asks for in return: its arguments say nothing about records, but they reach the vendor.</summary>
    /// <exception cref="FormatException">As for the root.</exception>
    internal void CheckBelow(GraphQLField field) => CheckBelow(field, depth: 0);

    private void CheckBelow(GraphQLField field, int depth)
    {
        Require(depth < MaxDepth);
        foreach (GraphQLArgument argument in field.Arguments?.Items ?? [])
        {
            SweepTexts(argument.Value);
        }

        if (field.SelectionSet is null)
        {
            return;
        }

        var below = new List<GraphQLField>();
        Collect(field.SelectionSet, below, depth: 0);
        foreach (GraphQLField inner in below)
        {
            CheckBelow(inner, depth + 1);
        }
    }

    private void SweepTexts(GraphQLValue value)
    {
        switch (value)
        {
            case GraphQLStringValue text:
                _sweep.AddText(text.Value.ToString());
                break;
            case GraphQLListValue list:
                list.Values?.ForEach(SweepTexts);
                break;
            case GraphQLObjectValue fields:
                fields.Fields?.ForEach(field => SweepTexts(field.Value));
                break;
            default:
                // Numbers and names have no escapes: they were swept where they stand.
                break;
        }
    }

    /// <summary>What is skipped is judged all the same; any other directive may change what is done.</summary>
    private static void CheckDirectives(GraphQLDirectives? directives)
    {
        foreach (GraphQLDirective directive in directives?.Items ?? [])
        {
            Require(directive.Name.StringValue is "skip" or "include");
        }
    }

    private static void Require(bool isClear)
    {
        if (!isClear)
        {
            throw new FormatException();
        }
    }
}
