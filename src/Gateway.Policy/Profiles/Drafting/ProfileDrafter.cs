using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HmisGateway.Policy.Profiles.Drafting;

/// <summary>
/// Proposes a profile from requests: one rule for each method and path. What it proposes is careful: everything is a write, every id
/// refers, and what is not known by its name is left to whoever completes the draft, so that too little is forwarded, never too much.
/// </summary>
public sealed class ProfileDrafter
{
    /// <summary>So many different words at one place of otherwise equal paths are ids.</summary>
    private const int TooManyWords = 4;

    private static readonly JsonWriterOptions Printed = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<RequestShape> _shapes = [];
    private readonly Dictionary<string, int> _leftOut = new(StringComparer.Ordinal);

    /// <summary>Takes one more request into account.</summary>
    /// <param name="reading">What became of reading it.</param>
    public void Add(ShapeReading reading)
    {
        switch (reading)
        {
            case ShapeReading.Seen seen:
                _shapes.Add(seen.Shape);
                break;
            case ShapeReading.LeftOut left:
                _leftOut[left.Why] = _leftOut.GetValueOrDefault(left.Why) + 1;
                break;
        }
    }

    /// <summary>Writes the draft.</summary>
    /// <param name="name">The name of the profile.</param>
    /// <param name="extends">The profile that it extends, or null.</param>
    /// <returns>The draft; it compiles.</returns>
    public ProfileDraft Write(string name, string? extends)
    {
        RequestShape[] shapes = WithoutWordsThatAreIds(_shapes);
        IGrouping<(string Method, string Path), RequestShape>[] groups =
        [
            .. shapes.GroupBy(static shape => (shape.Method, shape.Path))
                .OrderBy(static group => group.Key.Path, StringComparer.Ordinal).ThenBy(static group => group.Key.Method, StringComparer.Ordinal),
        ];
        if (groups.Length == 0)
        {
            return new ProfileDraft(null, 0, 0, Told());
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Printed))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            if (extends is not null)
            {
                json.WriteString("extends", extends);
            }

            json.WriteString("description", $"Drafted from {Number(shapes.Length)}. Check every rule: what it does, and whom it is about.");
            json.WriteStartArray("rules");
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (IGrouping<(string Method, string Path), RequestShape> group in groups)
            {
                new RuleDraft(group.Key.Method, group.Key.Path, [.. WithOneBody(group)]).Write(json, names);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new ProfileDraft([.. buffer.WrittenSpan, (byte)'\n'], shapes.Length, groups.Length, Told());
    }

    private static string Number(int requests) => requests == 1 ? "1 request" : string.Create(CultureInfo.InvariantCulture, $"{requests} requests");

    /// <summary>A rule takes one body: the most frequent one of its requests.</summary>
    private IEnumerable<RequestShape> WithOneBody(IEnumerable<RequestShape> group)
    {
        IGrouping<BodyFormat, RequestShape>[] bodies = [.. group.GroupBy(static shape => shape.Body).OrderByDescending(static body => body.Count())];
        foreach (IGrouping<BodyFormat, RequestShape> other in bodies.Skip(1))
        {
            const string why = "another body than most requests of its method and path";
            _leftOut[why] = _leftOut.GetValueOrDefault(why) + other.Count();
        }

        return bodies[0];
    }

    /// <summary>An unknown word behind another word, where other paths have other ones, is no word of the API: it may be somebody's name.</summary>
    private static RequestShape[] WithoutWordsThatAreIds(IReadOnlyList<RequestShape> shapes)
    {
        RequestShape[] result = [.. shapes];
        int longest = result.Length == 0 ? 0 : result.Max(static shape => shape.Path.Count(static c => c == '/'));
        for (int place = 2; place <= longest; place++)
        {
            int at = place;
            var words = result.GroupBy(shape => (shape.Method, Path: Blanked(shape.Path, at)))
                .Where(static group => group.Key.Path is not null)
                .ToDictionary(static group => group.Key, static group => group.Select(static shape => shape.Path).Distinct(StringComparer.Ordinal).Count());
            result = [.. result.Select(shape => Blanked(shape.Path, at) is { } blanked && words[(shape.Method, blanked)] >= TooManyWords ? shape with { Path = blanked } : shape)];
        }

        return result;
    }

    /// <summary>The path with a parameter at a place, counted from 1; null where no word stands there that may be an id.</summary>
    private static string? Blanked(string path, int place)
    {
        string[] segments = path.Split('/');
        if (place >= segments.Length || segments[place].Length == 0 || segments[place - 1] == "{}" || FieldMeaning.KindOf(segments[place]) != RecordKind.Other)
        {
            return null;
        }

        segments[place] = "{}";
        return string.Join('/', segments);
    }

    private string[] Told() =>
        [.. _leftOut.OrderByDescending(static left => left.Value).Select(static left => $"{Number(left.Value)} left out: {left.Key}.")];
}
