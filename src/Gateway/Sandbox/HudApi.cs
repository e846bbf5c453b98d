using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace HmisGateway.Sandbox;

/// <summary>
/// The HUD HMIS API shapes: one collection for each HUD file, flat bodies with the CSV column names, string ids. Both spellings of the
/// drafts (<c>/exit</c> and <c>/exits</c>) are taken.
/// </summary>
internal sealed class HudApi(VendorMemory memory)
{
    private const string Clients = "clients";
    private const string Enrollments = "enrollments";
    private const string PersonalId = "PersonalID";
    private const string EnrollmentId = "EnrollmentID";

    private static readonly FrozenDictionary<string, (string Kind, string IdName)> Collections =
        new Dictionary<string, (string, string)>(StringComparer.OrdinalIgnoreCase)
        {
            [Clients] = (Clients, PersonalId),
            ["client"] = (Clients, PersonalId),
            [Enrollments] = (Enrollments, EnrollmentId),
            ["exit"] = ("exits", "ExitID"),
            ["exits"] = ("exits", "ExitID"),
            ["services"] = ("services", "ServicesID"),
            ["incomebenefits"] = ("incomebenefits", "IncomeBenefitsID"),
            ["healthanddv"] = ("healthanddv", "HealthAndDVID"),
            ["disabilities"] = ("disabilities", "DisabilitiesID"),
            ["employmenteducation"] = ("employmenteducation", "EmploymentEducationID"),
            ["currentlivingsituation"] = ("currentlivingsituation", "CurrentLivingSitID"),
            ["youtheducationstatus"] = ("youtheducationstatus", "YouthEducationStatusID"),
            ["assessment"] = ("assessments", "AssessmentID"),
            ["assessments"] = ("assessments", "AssessmentID"),
            ["assessmentquestions"] = ("assessmentquestions", "AssessmentQuestionID"),
            ["assessmentresults"] = ("assessmentresults", "AssessmentResultID"),
            ["event"] = ("events", "EventID"),
            ["events"] = ("events", "EventID"),
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The answer, or null when the request has not the shape of this API.</summary>
    public VendorAnswer? Answer(string method, string[] path, JsonObject body)
    {
        if (path.Length == 0 || !Collections.TryGetValue(path[0], out (string Kind, string IdName) collection))
        {
            return null;
        }

        return (method, path) switch
        {
            ("POST", ["client", "search"]) => Search(body),
            ("POST", [_]) => Create(collection.Kind, collection.IdName, body),
            ("GET", [_, var id, Enrollments]) when collection.Kind == Clients => VendorAnswer.Ok(memory.ListOf(Enrollments, id)),
            (_, [_, var id]) => OnRecord(method, collection.Kind, collection.IdName, id, body),
            _ => null,
        };
    }

    private VendorAnswer Create(string kind, string idName, JsonObject body)
    {
        if (Refusal(kind, body) is { } refusal)
        {
            return refusal;
        }

        string id = Text(body, idName) ?? VendorMemory.NewPersonalId();
        if (memory.Find(kind, id) is not null)
        {
            return VendorAnswer.Invalid((idName, "This id is taken."));
        }

        JsonObject fields = new() { [idName] = id };
        Change(fields, idName, body);
        string? parent = kind == Clients ? null : Text(body, PersonalId) ?? memory.Find(Enrollments, Text(body, EnrollmentId)!)?.Parent;
        memory.Add(new VendorRecord(kind, [id], parent, fields));
        return VendorAnswer.Created(fields.DeepClone());
    }

    private VendorAnswer? OnRecord(string method, string kind, string idName, string id, JsonObject body)
    {
        // The seeded clients exist for both APIs; here they get a record when they are first changed.
        if (memory.Find(kind, id) is not { } record)
        {
            if (kind != Clients || memory.Find(VendorClients.Kind, id) is null || method is not ("PATCH" or "PUT"))
            {
                return VendorAnswer.NotFound();
            }

            record = new VendorRecord(kind, [id], null, new JsonObject { [idName] = id });
            memory.Add(record);
        }

        switch (method)
        {
            case "GET" or "HEAD":
                return VendorAnswer.Ok(record.Fields.DeepClone());
            case "PATCH" or "PUT":
                Change(record.Fields, idName, body);
                return VendorAnswer.Ok(record.Fields.DeepClone());
            case "DELETE":
                memory.Remove(record);
                return VendorAnswer.NoContent;
            default:
                return null;
        }
    }

    private VendorAnswer? Refusal(string kind, JsonObject body)
    {
        if (kind == Clients)
        {
            (string, string)[] missing =
            [
                .. Text(body, "FirstName") is null ? [("FirstName", "First name is required.")] : Array.Empty<(string, string)>(),
                .. Text(body, "LastName") is null ? [("LastName", "Last name is required.")] : Array.Empty<(string, string)>(),
            ];
            return missing.Length > 0 ? VendorAnswer.Invalid(missing) : null;
        }

        string? person = Text(body, PersonalId);
        string? enrollment = Text(body, EnrollmentId);
        if (person is not null && memory.Find(Clients, person) is null && memory.Find(VendorClients.Kind, person) is null)
        {
            return VendorAnswer.Invalid((PersonalId, "There is no such client."));
        }

        if (kind == Enrollments)
        {
            return person is null ? VendorAnswer.Invalid((PersonalId, "PersonalID is required.")) : null;
        }

        return enrollment is null || memory.Find(Enrollments, enrollment) is null
            ? VendorAnswer.Invalid((EnrollmentId, "There is no such enrollment."))
            : null;
    }

    private VendorAnswer Search(JsonObject body)
    {
        string? first = Text(body, "FirstName");
        string? last = Text(body, "LastName");
        return VendorAnswer.Ok(memory.ListWhere(Clients, fields =>
            (first is null || string.Equals(Text(fields, "FirstName"), first, StringComparison.OrdinalIgnoreCase))
            && (last is null || string.Equals(Text(fields, "LastName"), last, StringComparison.OrdinalIgnoreCase))));
    }

    private static void Change(JsonObject fields, string idName, JsonObject body)
    {
        foreach ((string name, JsonNode? value) in body)
        {
            if (name != idName)
            {
                fields[name] = value?.DeepClone();
            }
        }
    }

    private static string? Text(JsonObject body, string name) => body[name]?.ToString() is { Length: > 0 } text ? text : null;
}
