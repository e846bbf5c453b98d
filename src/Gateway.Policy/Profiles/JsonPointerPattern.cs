using System.Diagnostics.CodeAnalysis;

namespace HmisGateway.Policy.Profiles;

/// <summary>
/// A JSON pointer (RFC 6901) in which <c>*</c> stands for any element of a list and a leading <c>/**</c> for any depth, e.g.
/// <c>/members/*/id</c> and <c>/**/private</c>.
/// </summary>
internal sealed class JsonPointerPattern
{
    private JsonPointerPattern(string text, bool isAnyDepth, IReadOnlyList<string?> steps)
    {
        Text = text;
        IsAnyDepth = isAnyDepth;
        Steps = steps;
    }

    /// <summary>The pattern as the profile writes it.</summary>
    internal string Text { get; }

    /// <summary>True when the first name may stand in any object.</summary>
    internal bool IsAnyDepth { get; }

    /// <summary>The member names, unescaped; null for <c>*</c>.</summary>
    internal IReadOnlyList<string?> Steps { get; }

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">Its text; empty for the root.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="problem">What is wrong and what to do.</param>
    /// <returns>False when it is not a pattern.</returns>
    internal static bool TryParse(
        string text, [NotNullWhen(true)] out JsonPointerPattern? pattern, [NotNullWhen(false)] out string? problem)
    {
        pattern = null;
        problem = null;
        if (text.Length > 0 && text[0] != '/')
        {
            problem = $"'{text}' is not a JSON pointer; it starts with '/', for example '/client/id'.";
            return false;
        }

        bool isAnyDepth = text.StartsWith("/**/", StringComparison.Ordinal);
        string rest = isAnyDepth ? text[3..] : text;
        var steps = new List<string?>();
        foreach (string part in rest.Length == 0 ? [] : rest[1..].Split('/'))
        {
            if (!TryStep(part, out string? step, out problem))
            {
                return false;
            }

            steps.Add(step);
        }

        if (isAnyDepth && steps[0] is null)
        {
            problem = "'/**/' is followed by a member name, for example '/**/private'.";
            return false;
        }

        pattern = new JsonPointerPattern(text, isAnyDepth, steps);
        return true;
    }

    /// <summary>The pattern of another member of the object that the last name of this one stands in.</summary>
    /// <param name="member">The other member.</param>
    /// <returns>The pattern; <c>*</c> at the end is left out.</returns>
    internal JsonPointerPattern Sibling(string member)
    {
        int last = Steps.Count - 1;
        while (last > 0 && Steps[last] is null)
        {
            last--;
        }

        return new JsonPointerPattern($"{Text}#{member}", IsAnyDepth, [.. Steps.Take(Math.Max(last, 0)), member]);
    }

    /// <summary>The pointer without its last step.</summary>
    internal JsonPointerPattern Parent() => new(Text[..Text.LastIndexOf('/')], IsAnyDepth, [.. Steps.SkipLast(1)]);

    private static bool TryStep(string part, out string? step, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        step = part == "*" ? null : part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        if (part.Length == 0)
        {
            problem = "A member name is missing between two slashes.";
        }
        else if (part == "**")
        {
            problem = "'**' stands at the start only, for example '/**/private'.";
        }
        else if (part.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
        {
            problem = $"'{part}' would pick one element of a list; use '*' for every element.";
        }

        return problem is null;
    }
}
