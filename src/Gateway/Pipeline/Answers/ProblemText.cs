using System.Text.Json;

namespace HmisGateway.Pipeline.Answers;

/// <summary>
/// What people are told about one code, in one language: in the answer (<c>userMessage</c>) and on its page. Plain words, warm, what
/// happens next; tests hold the English to eighth-grade reading and every text to a list of words not to use.
/// </summary>
internal sealed class ProblemText
{
    private const string ReferenceSlot = "{reference}";

    private static readonly ProblemText[] InEnglish = [.. ProblemCodes.All.Select(EnglishTexts.Of)];
    private static readonly ProblemText[] InSpanish = [.. ProblemCodes.All.Select(SpanishTexts.Of)];
    private static readonly string[] Types = [.. ProblemCodes.All.Select(code => $"/_gateway/problems/{code.ToSlug()}")];

    private readonly (string Before, string After)? _aroundReference;
    private readonly string _withoutReference;

    /// <summary>Puts the texts together.</summary>
    /// <param name="heading">The name of the code in words.</param>
    /// <param name="meaning">What it means.</param>
    /// <param name="nextStep">What the case worker does next.</param>
    /// <param name="integrator">What the people who run the agency's software do.</param>
    /// <param name="kept">The message when something was kept, with the slot for the reference; null where nothing ever is.</param>
    /// <param name="notKept">The message when nothing was kept.</param>
    public ProblemText(string heading, string meaning, string nextStep, string integrator, string? kept, string notKept)
    {
        Heading = heading;
        Meaning = meaning;
        NextStep = nextStep;
        Integrator = integrator;
        _aroundReference = kept?.Split(ReferenceSlot) is [var before, var after] ? (before, after) : null;
        _withoutReference = notKept;
    }

    /// <summary>The name of the code in words.</summary>
    public string Heading { get; }

    /// <summary>What it means.</summary>
    public string Meaning { get; }

    /// <summary>What the case worker does next.</summary>
    public string NextStep { get; }

    /// <summary>What the people who run the agency's software do.</summary>
    public string Integrator { get; }

    /// <summary>The English texts of a code.</summary>
    public static ProblemText English(ProblemCode code) => InEnglish[(int)code];

    /// <summary>The Spanish texts of a code.</summary>
    public static ProblemText Spanish(ProblemCode code) => InSpanish[(int)code];

    /// <summary>The member <c>type</c>: the address of the code's page.</summary>
    public static string TypeOf(ProblemCode code) => Types[(int)code];

    /// <summary>The message as the case worker sees it.</summary>
    /// <param name="reference">The short reference; empty when nothing was kept.</param>
    public string Message(ReadOnlySpan<char> reference) =>
        !reference.IsEmpty && _aroundReference is { } text ? string.Concat(text.Before, reference, text.After) : _withoutReference;

    /// <summary>Writes the message as a member, without making a string of it.</summary>
    public void WriteMessage(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<char> reference)
    {
        if (reference.IsEmpty || _aroundReference is not { } text)
        {
            json.WriteString(name, _withoutReference);
            return;
        }

        json.WritePropertyName(name);
        json.WriteStringValueSegment(text.Before, isFinalSegment: false);
        json.WriteStringValueSegment(reference, isFinalSegment: false);
        json.WriteStringValueSegment(text.After, isFinalSegment: true);
    }
}
