using System.Text;
using System.Text.Json;
using System.Web;
using System.Xml;
using System.Xml.Linq;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Fuzz.Targets;

/// <summary>Reads a body as the gateway does, and checks it against simpler readers.</summary>
/// <param name="method">The method.</param>
/// <param name="path">The path.</param>
/// <param name="contentType">The content type.</param>
/// <remarks>
/// 1. The reader fails on no input.
/// 2. An id of a No Sharing client that stands in it unescaped, between delimiters, is found by the sweep wherever it stands.
/// 3. Where a lenient reader of the same format finds such an id at a place that the rule reads, it is a reference too.
/// 4. What is rebuilt is read like what came.
/// </remarks>
internal sealed class RequestTargetReader(string method, string path, string contentType)
{
    private const string Protected = "310000001003";
    private static readonly PersonId s_person = new(3);
    private static readonly SweepKey s_key = SweepKey.Create();
    private static readonly IdentifierIndex s_index = MakeIndex();

    private static readonly JsonDocumentOptions s_lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, AllowDuplicateProperties = true };
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    private readonly RequestTarget _target = ((RequestTargetReading.Canonical)RequestTarget.Parse(path)).Target;

    /// <summary>Reads an input.</summary>
    /// <exception cref="FuzzFindingException">A promise is broken.</exception>
    internal void Read(byte[] body)
    {
        if (FuzzTargets.Profile.Classify(method, _target, contentType, hasBody: true) is not RouteClassification.Matched match)
        {
            throw new FuzzFindingException("The route has no rule.");
        }

        PayloadReading reading = RequestReader.Read(match, _target, static _ => null, body, s_key);
        if (reading is PayloadReading.Unreadable { Reason: UnreadableReason.ReaderFault })
        {
            throw new FuzzFindingException("The reader failed.");
        }

        if (reading is not PayloadReading.Readable readable)
        {
            return;
        }

        if (!readable.HasOpaque && StandsIn(body) && s_index.Find(readable.Swept, "own", "hmis").Count == 0)
        {
            throw new FuzzFindingException("An id that stands in the body was not swept.");
        }

        CheckAgainstOthers(match.Rule.Body, body, readable);
        if (readable.Rebuilt is { } rebuilt)
        {
            PayloadReading again = RequestReader.Read(match with { ContentType = rebuilt.ContentType }, _target, static _ => null, rebuilt.Body.Span, s_key);
            if (again is not PayloadReading.Readable same || Describe(same) != Describe(readable))
            {
                throw new FuzzFindingException("The rebuilt body is read differently.");
            }
        }
    }

    private static void CheckAgainstOthers(BodyFormat format, byte[] body, PayloadReading.Readable readable)
    {
        bool isThere = format switch
        {
            BodyFormat.Json or BodyFormat.MergePatch or BodyFormat.Fhir or BodyFormat.FhirBundle => IsInJson(body),
            BodyFormat.Form => HttpUtility.ParseQueryString(Encoding.UTF8.GetString(body)).GetValues("personalId")?.Contains(Protected) == true,
            BodyFormat.Xml or BodyFormat.Soap => IsInXml(body),
            BodyFormat.GraphQL or BodyFormat.JsonPatch => CheckJson(body),
            _ => false,
        };
        if (isThere && !readable.Records.Any(static record => record.References.Any(static reference => reference.Value == Protected)))
        {
            throw new FuzzFindingException("Another reader finds the client at a place that the rule reads.");
        }
    }

    /// <summary>Always false: in these formats the place is not a member's name alone.</summary>
    private static bool CheckJson(byte[] body)
    {
        try
        {
            JsonDocument.Parse(body, s_strict).Dispose();
            return false;
        }
        catch (JsonException)
        {
            throw new FuzzFindingException("System.Text.Json refuses what was read.");
        }
    }

    private static bool IsInJson(byte[] body)
    {
        CheckJson(body);
        using JsonDocument document = JsonDocument.Parse(body, s_lenient);
        return IsIn(document.RootElement, isId: false);
    }

    private static bool IsIn(JsonElement element, bool isId) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(static member => IsIn(member.Value, member.NameEquals("personalId"))),
        JsonValueKind.Array => element.EnumerateArray().Any(static one => IsIn(one, isId: false)),
        JsonValueKind.String => isId && element.ValueEquals(Protected),
        _ => isId && element.ToString() == Protected,
    };

    private static bool IsInXml(byte[] body)
    {
        try
        {
            return XDocument.Load(new MemoryStream(body)).Descendants().Any(static element => element.Name.LocalName == "personalId" && !element.HasElements && element.Value == Protected);
        }
        catch (XmlException)
        {
            throw new FuzzFindingException("System.Xml refuses what was read.");
        }
    }

    /// <summary>Between bytes of which no format makes a part of the id, or a sign that the id belongs to an escape.</summary>
    private static bool StandsIn(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> id = "310000001003"u8;
        ReadOnlySpan<byte> delimiters = "\"<>=&()[]{},: \r\n\t'"u8;
        int from = 0;
        while (body[from..].IndexOf(id) is >= 0 and int found)
        {
            int at = from + found;
            int end = at + id.Length;
            if ((at == 0 || delimiters.Contains(body[at - 1])) && (end == body.Length || delimiters.Contains(body[end])))
            {
                return true;
            }

            from = end;
        }

        return false;
    }

    private static string Describe(PayloadReading.Readable readable) => string.Join('\n', readable.Records.Select(static record =>
        $"{record.Pointer} {record.Kind} {record.Operation} {record.IsLocked} {record.Identity} {string.Join(' ', record.References.Select(static reference => $"{reference.Scheme}:{reference.Role}:{reference.Value}@{reference.Place}"))}"));

    private static IdentifierIndex MakeIndex()
    {
        var index = new IdentifierIndex(s_key);
        index.AddVendorId(s_person, Protected, "hmis");
        return index;
    }
}
