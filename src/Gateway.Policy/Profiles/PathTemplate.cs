using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace HmisGateway.Policy.Profiles;

/// <summary>A path with parameters, e.g. <c>/clients/{client}/client-notes/{note}</c>; <c>/**</c> at the end covers everything below.</summary>
public sealed class PathTemplate
{
    private static readonly SearchValues<char> Reserved = SearchValues.Create("{}*%?#;\\ ");

    private PathTemplate(string text, IReadOnlyList<PathTemplateSegment> segments, bool coversBelow)
    {
        Text = text;
        Segments = segments;
        CoversBelow = coversBelow;
        Parameters = [.. segments.Where(static s => s.IsParameter).Select(static s => s.Text)];
    }

    /// <summary>The template as the profile writes it.</summary>
    public string Text { get; }

    /// <summary>The names of the parameters, in order.</summary>
    public IReadOnlyList<string> Parameters { get; }

    /// <summary>True when it ends with <c>/**</c>: it covers the path itself and everything below.</summary>
    public bool CoversBelow { get; }

    /// <summary>True when it covers one path only: no parameters and no <c>/**</c>.</summary>
    public bool IsExact => !CoversBelow && Parameters.Count == 0;

    internal IReadOnlyList<PathTemplateSegment> Segments { get; }

    /// <summary>Equal for templates that cover the same paths: parameter names do not count.</summary>
    internal string Shape =>
        string.Concat(Segments.Select(static s => s.IsParameter ? "/{}" : "/" + s.Text)) + (CoversBelow ? "/**" : "");

    /// <summary>Reads a template.</summary>
    /// <param name="text">The text of the template.</param>
    /// <param name="template">The template.</param>
    /// <param name="problem">What is wrong with it and what to do.</param>
    /// <returns>False when the text is not a template.</returns>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out PathTemplate? template, [NotNullWhen(false)] out string? problem)
    {
        template = null;
        problem = null;
        if (!text.StartsWith('/'))
        {
            problem = "A path template starts with '/'.";
            return false;
        }

        bool coversBelow = text.EndsWith("/**", StringComparison.Ordinal);
        string path = coversBelow ? text[..^3] : text;
        var segments = new List<PathTemplateSegment>();
        string[] parts = path.Length == 0 || text == "/" ? [] : path[1..].Split('/');
        foreach (string part in parts)
        {
            if (part.Length == 0 && !coversBelow && segments.Count > 0 && segments.Count == parts.Length - 1)
            {
                // A slash at the end is another path than none.
                segments.Add(new PathTemplateSegment("", false));
                continue;
            }

            bool isParameter = part.StartsWith('{') && part.EndsWith('}');
            string name = isParameter ? part[1..^1] : part;
            if (name.Length == 0 || name.AsSpan().ContainsAny(Reserved) || (!isParameter && name.EndsWith('.')))
            {
                problem = $"'{part}' is not a path segment; write a literal such as 'clients' or a parameter such as '{{client}}'.";
                return false;
            }

            if (isParameter && segments.Exists(s => s.IsParameter && s.Text == name))
            {
                problem = $"The parameter '{{{name}}}' stands twice; give each parameter its own name.";
                return false;
            }

            segments.Add(new PathTemplateSegment(name, isParameter));
        }

        template = new PathTemplate(text, segments, coversBelow);
        return true;
    }

    /// <summary>The template.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
