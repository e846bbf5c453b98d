using System.Text.Json;

namespace HmisGateway.Policy.Profiles;

/// <summary>
/// The shape in which a vendor's API reports errors, with places for what the gateway has to say, so that an agency system shows it on
/// the case worker's screen like an error of the vendor.
/// </summary>
public sealed class ErrorEnvelope
{
    private readonly EnvelopePart.Members _body;

    internal ErrorEnvelope(EnvelopePart.Members body) => _body = body;

    /// <summary>Writes the body. A member that is nothing but one placeholder without a value is left out.</summary>
    /// <param name="json">Where to write.</param>
    /// <param name="values">What to fill in.</param>
    public void Write(Utf8JsonWriter json, ErrorEnvelopeValues values)
    {
        ArgumentNullException.ThrowIfNull(json);
        Write(json, _body, values);
    }

    private static void Write(Utf8JsonWriter json, EnvelopePart part, in ErrorEnvelopeValues values)
    {
        switch (part)
        {
            case EnvelopePart.Members members:
                json.WriteStartObject();
                foreach ((string name, EnvelopePart value) in members.Parts)
                {
                    if (!IsAbsent(value, values))
                    {
                        json.WritePropertyName(name);
                        Write(json, value, values);
                    }
                }

                json.WriteEndObject();
                break;
            case EnvelopePart.Elements elements:
                json.WriteStartArray();
                foreach (EnvelopePart element in elements.Parts)
                {
                    if (!IsAbsent(element, values))
                    {
                        Write(json, element, values);
                    }
                }

                json.WriteEndArray();
                break;
            case EnvelopePart.Text { Segments: [{ Placeholder: EnvelopePlaceholder.Status }] }:
                json.WriteNumberValue(values.Status);
                break;
            case EnvelopePart.Text text:
                json.WriteStringValue(Fill(text, values));
                break;
            case EnvelopePart.Literal literal:
                literal.Value.WriteTo(json);
                break;
            default:
                throw new InvalidOperationException("A part of an envelope is none that is known.");
        }
    }

    private static string Fill(EnvelopePart.Text text, ErrorEnvelopeValues values) => string.Concat(text.Segments.Select(
        segment => segment.Placeholder is { } placeholder ? Value(placeholder, values) : segment.Words));

    private static bool IsAbsent(EnvelopePart part, in ErrorEnvelopeValues values) =>
        part is EnvelopePart.Text { Segments: [{ Placeholder: { } placeholder }] } && Value(placeholder, values) is null;

    private static string? Value(EnvelopePlaceholder placeholder, in ErrorEnvelopeValues values) => placeholder switch
    {
        EnvelopePlaceholder.Message => $"{values.English} / {values.Spanish}",
        EnvelopePlaceholder.MessageEnglish => values.English,
        EnvelopePlaceholder.MessageSpanish => values.Spanish,
        EnvelopePlaceholder.Title => values.Title,
        EnvelopePlaceholder.Code => values.Code,
        EnvelopePlaceholder.Status => values.Status.ToString(System.Globalization.CultureInfo.InvariantCulture),
        EnvelopePlaceholder.Receipt => values.Receipt,
        EnvelopePlaceholder.Reference => values.Reference,
        _ => throw new ArgumentOutOfRangeException(nameof(placeholder)),
    };
}
