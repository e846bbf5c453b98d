using System.Text.Json;

namespace HmisGateway.Policy.Profiles;

/// <summary>A part of an <see cref="ErrorEnvelope"/>. A closed type.</summary>
internal abstract record EnvelopePart
{
    private EnvelopePart()
    {
    }

    /// <summary>An object.</summary>
    /// <param name="Parts">Its members, in order.</param>
    internal sealed record Members(IReadOnlyList<(string Name, EnvelopePart Value)> Parts) : EnvelopePart;

    /// <summary>A list.</summary>
    /// <param name="Parts">Its elements.</param>
    internal sealed record Elements(IReadOnlyList<EnvelopePart> Parts) : EnvelopePart;

    /// <summary>A string.</summary>
    /// <param name="Segments">Words and placeholders, in order.</param>
    internal sealed record Text(IReadOnlyList<EnvelopeSegment> Segments) : EnvelopePart;

    /// <summary>A number, true, false or null.</summary>
    /// <param name="Value">It.</param>
    internal sealed record Literal(JsonElement Value) : EnvelopePart;
}
