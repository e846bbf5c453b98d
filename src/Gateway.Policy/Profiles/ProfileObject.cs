using System.Text.Json;

namespace HmisGateway.Policy.Profiles;

/// <summary>One object of a profile file, with its place, so that every problem can say where it stands.</summary>
internal sealed class ProfileObject
{
    private readonly JsonElement _element;
    private readonly List<ProfileError> _errors;

    /// <summary>Wraps an object and reports members that it does not know.</summary>
    /// <param name="element">The element.</param>
    /// <param name="where">Its JSON pointer.</param>
    /// <param name="errors">Where problems go.</param>
    /// <param name="members">The members that it may have.</param>
    internal ProfileObject(JsonElement element, string where, List<ProfileError> errors, params ReadOnlySpan<string> members)
    {
        _element = element;
        _errors = errors;
        Where = where;
        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new ProfileError(where, "This is not an object; write { … }."));
            return;
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (members.IndexOf(property.Name) < 0)
            {
                string[] known = members.ToArray();
                errors.Add(new ProfileError(
                    At(property.Name), $"Unknown member '{property.Name}'{NearestName.Hint(property.Name, known)}; known are {string.Join(", ", known)}."));
            }
        }
    }

    /// <summary>The place of this object.</summary>
    internal string Where { get; }

    /// <summary>The place of a member.</summary>
    internal string At(string member) => $"{Where}/{Escaped(member)}";

    /// <summary>Reports a problem at a member.</summary>
    internal void Report(string member, string problem) => _errors.Add(new ProfileError(At(member), problem));

    /// <summary>Whether a member is there.</summary>
    internal bool Has(string member) => Find(member) is not null;

    /// <summary>A string member, or null.</summary>
    internal string? Text(string member, bool isRequired = false)
    {
        JsonElement? value = Find(member);
        if (value is { ValueKind: JsonValueKind.String } text)
        {
            return text.GetString();
        }

        if (value is not null)
        {
            Report(member, "This is not a string.");
        }
        else if (isRequired)
        {
            Report(member, $"The member '{member}' is missing.");
        }

        return null;
    }

    /// <summary>A member that is a string or a list of strings.</summary>
    internal IReadOnlyList<string> Texts(string member, bool isRequired = false)
    {
        JsonElement? value = Find(member);
        if (value is not { ValueKind: JsonValueKind.Array } list)
        {
            return Text(member, isRequired) is { } text ? [text] : [];
        }

        var texts = new List<string>();
        int index = 0;
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                texts.Add(item.GetString()!);
            }
            else
            {
                Report($"{member}/{index}", "This is not a string.");
            }

            index++;
        }

        if (isRequired && index == 0)
        {
            Report(member, $"The list '{member}' is empty.");
        }

        return texts;
    }

    /// <summary>A member that names one of the values of an enum, in camel case.</summary>
    internal T Choice<T>(string member, T? otherwise = null)
        where T : struct, Enum =>
        Text(member, isRequired: otherwise is null) is { } text ? Parse(member, text, otherwise) : otherwise ?? default;

    /// <summary>A member that names one or several of the values of an enum; a single word stands for a list of one.</summary>
    /// <returns>At least one value.</returns>
    internal IReadOnlyList<T> Choices<T>(string member, T otherwise)
        where T : struct, Enum
    {
        T[] values = [.. Texts(member).Select(text => Parse<T>(member, text, otherwise))];
        if (values.Distinct().Count() != values.Length)
        {
            Report(member, $"The list '{member}' names the same thing twice.");
        }

        return values.Length == 0 ? [otherwise] : values;
    }

    private T Parse<T>(string member, string text, T? otherwise)
        where T : struct, Enum
    {
        string[] names = [.. Enum.GetNames<T>().Select(static n => char.ToLowerInvariant(n[0]) + n[1..])];
        int index = Array.IndexOf(names, text);
        if (index < 0)
        {
            Report(member, $"'{text}' is not known here{NearestName.Hint(text, names)}; write one of {string.Join(", ", names)}.");
            return otherwise ?? default;
        }

        return Enum.GetValues<T>()[index];
    }

    /// <summary>The elements of a member that is a list, with their places.</summary>
    internal IReadOnlyList<(JsonElement Element, string Where)> Items(string member)
    {
        JsonElement? value = Find(member);
        if (value is null)
        {
            return [];
        }

        if (value is not { ValueKind: JsonValueKind.Array } list)
        {
            Report(member, "This is not a list; write [ … ].");
            return [];
        }

        return [.. list.EnumerateArray().Select((element, index) => (element, $"{At(member)}/{index}"))];
    }

    /// <summary>The members of a member that is an object, with their places.</summary>
    internal IReadOnlyList<(string Name, JsonElement Element, string Where)> Members(string member)
    {
        JsonElement? value = Find(member);
        if (value is null)
        {
            return [];
        }

        if (value is not { ValueKind: JsonValueKind.Object } map)
        {
            Report(member, "This is not an object; write { … }.");
            return [];
        }

        return [.. map.EnumerateObject().Select(property => (property.Name, property.Value, $"{At(member)}/{Escaped(property.Name)}"))];
    }

    /// <summary>A member, or null.</summary>
    internal JsonElement? Find(string member) =>
        _element.ValueKind == JsonValueKind.Object && _element.TryGetProperty(member, out JsonElement value) ? value : null;

    /// <summary>A member's name as a JSON pointer writes it.</summary>
    internal static string Escaped(string member) => member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
