using System.Text.Json;
using System.Text.RegularExpressions;

namespace HmisGateway.Policy.Profiles;

/// <summary>Reads the member <c>errorEnvelope</c> of a profile.</summary>
internal sealed partial class ErrorEnvelopeCompiler(List<ProfileError> errors)
{
    private const int MaxDepth = 8;

    private static readonly Dictionary<string, EnvelopePlaceholder> Placeholders = new(StringComparer.Ordinal)
    {
        ["{message}"] = EnvelopePlaceholder.Message,
        ["{message.en}"] = EnvelopePlaceholder.MessageEnglish,
        ["{message.es}"] = EnvelopePlaceholder.MessageSpanish,
        ["{title}"] = EnvelopePlaceholder.Title,
        ["{code}"] = EnvelopePlaceholder.Code,
        ["{status}"] = EnvelopePlaceholder.Status,
        ["{receipt}"] = EnvelopePlaceholder.Receipt,
        ["{reference}"] = EnvelopePlaceholder.Reference,
    };

    private readonly HashSet<EnvelopePlaceholder> _used = [];

    /// <summary>Compiles the member; null when the profile has none.</summary>
    internal ErrorEnvelope? Compile(ProfileObject profile)
    {
        if (profile.Find("errorEnvelope") is not { } element)
        {
            return null;
        }

        ProfileObject envelope = new(element, profile.At("errorEnvelope"), errors, "body", "description");
        if (envelope.Find("body") is not { ValueKind: JsonValueKind.Object } body)
        {
            envelope.Report("body", "Write the object that the vendor's API answers on an error, with {message} and {receipt} in it.");
            return null;
        }

        EnvelopePart part = Part(body, envelope.At("body"), depth: 1);
        if (!_used.Contains(EnvelopePlaceholder.Message) && !_used.Contains(EnvelopePlaceholder.MessageEnglish) && !_used.Contains(EnvelopePlaceholder.MessageSpanish))
        {
            envelope.Report("body", "The placeholder {message} stands nowhere; put it where agency systems look for the text to show.");
        }

        if (!_used.Contains(EnvelopePlaceholder.Receipt))
        {
            envelope.Report("body", "The placeholder {receipt} stands nowhere; without it nobody finds what was kept.");
        }

        return new ErrorEnvelope((EnvelopePart.Members)part);
    }

    private EnvelopePart Part(JsonElement element, string where, int depth)
    {
        if (depth > MaxDepth)
        {
            errors.Add(new ProfileError(where, $"An error shape is at most {MaxDepth} levels deep."));
            return new EnvelopePart.Elements([]);
        }

        return element.ValueKind switch
        {
            JsonValueKind.Object => new EnvelopePart.Members(
                [.. element.EnumerateObject().Select(member => (member.Name, Part(member.Value, $"{where}/{Escape(member.Name)}", depth + 1)))]),
            JsonValueKind.Array => new EnvelopePart.Elements(
                [.. element.EnumerateArray().Select((item, index) => Part(item, $"{where}/{index}", depth + 1))]),
            JsonValueKind.String => Text(element.GetString()!, where),
            _ => new EnvelopePart.Literal(element.Clone()),
        };
    }

    private EnvelopePart.Text Text(string text, string where)
    {
        List<EnvelopeSegment> segments = [];
        int at = 0;
        foreach (Match match in Braces.Matches(text))
        {
            if (!Placeholders.TryGetValue(match.Value, out EnvelopePlaceholder placeholder))
            {
                errors.Add(new ProfileError(where, $"'{match.Value}' is no placeholder; known are {string.Join(", ", Placeholders.Keys)}."));
                continue;
            }

            if (match.Index > at)
            {
                segments.Add(new EnvelopeSegment(text[at..match.Index], null));
            }

            _used.Add(placeholder);
            segments.Add(new EnvelopeSegment("", placeholder));
            at = match.Index + match.Length;
        }

        if (at < text.Length || segments.Count == 0)
        {
            segments.Add(new EnvelopeSegment(text[at..], null));
        }

        return new EnvelopePart.Text(segments);
    }

    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    [GeneratedRegex(@"\{[^{}]*\}|[{}]")]
    private static partial Regex Braces { get; }
}
