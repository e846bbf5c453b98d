using System.Buffers;
using System.Text.Json;
using GraphQLParser;
using GraphQLParser.AST;

namespace HmisGateway.Policy.Payloads.GraphQL;

/// <summary>The arguments of one field as a JSON object with every variable in its place: what the field's rule is applied to.</summary>
internal sealed class ArgumentImage : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;

    internal ArgumentImage() => _json = new Utf8JsonWriter(_buffer);

    /// <summary>Writes the arguments of a field.</summary>
    /// <param name="arguments">The arguments, or null.</param>
    /// <param name="variables">The variables of its operation.</param>
    /// <returns>The object, valid until the next call.</returns>
    /// <exception cref="FormatException">An argument stands twice, or uses a variable that is not defined.</exception>
    internal ReadOnlyMemory<byte> Write(GraphQLArguments? arguments, GraphQLVariables variables)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (GraphQLArgument argument in arguments?.Items ?? [])
        {
            WriteMember(argument.Name.StringValue, argument.Value, variables, names);
        }

        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenMemory;
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void WriteMember(string name, GraphQLValue value, GraphQLVariables? variables, HashSet<string> names)
    {
        if (!names.Add(name))
        {
            throw new FormatException();
        }

        if (value is GraphQLVariable variable && IsLeftOut(variable, variables))
        {
            return;
        }

        _json.WritePropertyName(name);
        Write(value, variables);
    }

    private static bool IsLeftOut(GraphQLVariable variable, GraphQLVariables? variables) =>
        variables?.Find(variable.Name.StringValue) is (null, null);

    private void Write(GraphQLValue value, GraphQLVariables? variables)
    {
        switch (value)
        {
            case GraphQLVariable variable:
                Write(variable, variables);
                break;
            case GraphQLObjectValue fields:
                _json.WriteStartObject();
                var names = new HashSet<string>(StringComparer.Ordinal);
                foreach (GraphQLObjectField field in fields.Fields ?? [])
                {
                    WriteMember(field.Name.StringValue, field.Value, variables, names);
                }

                _json.WriteEndObject();
                break;
            case GraphQLListValue list:
                _json.WriteStartArray();
                foreach (GraphQLValue element in list.Values ?? [])
                {
                    Write(element, variables);
                }

                _json.WriteEndArray();
                break;
            case GraphQLStringValue text:
                _json.WriteStringValue(text.Value.Span);
                break;
            case GraphQLEnumValue name:
                _json.WriteStringValue(name.Name.Value.Span);
                break;
            case GraphQLIntValue number:
                WriteNumber(number.Value);
                break;
            case GraphQLFloatValue number:
                WriteNumber(number.Value);
                break;
            case GraphQLBooleanValue truth:
                _json.WriteBooleanValue(truth.BoolValue);
                break;
            case GraphQLNullValue:
                _json.WriteNullValue();
                break;
            default:
                throw new FormatException();
        }
    }

    private void Write(GraphQLVariable variable, GraphQLVariables? variables)
    {
        // A default is a constant: no variable stands in it.
        (JsonElement? given, GraphQLValue? otherwise) = variables?.Find(variable.Name.StringValue) ?? throw new FormatException();
        if (given is { } value)
        {
            value.WriteTo(_json);
        }
        else if (otherwise is not null)
        {
            Write(otherwise, variables: null);
        }
        else
        {
            _json.WriteNullValue();
        }
    }

    // Digits as they stand: a number has the same grammar in both languages, and its length is not cut.
    private void WriteNumber(ROM digits) => _json.WriteRawValue(digits.Span);
}
