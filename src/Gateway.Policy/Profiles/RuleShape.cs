namespace HmisGateway.Policy.Profiles;

/// <summary>What fits together in a rule: method, path, body and members.</summary>
internal static class RuleShape
{
    private static readonly string[] NeedBody = ["items", "identity", "lock", "roi", "root", "deleted"];
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>Checks a rule whose body is one record, or a list of one kind.</summary>
    internal static void Check(ProfileObject source, RouteRule rule)
    {
        bool reads = rule.Method is "GET" or "HEAD";
        if (rule.Method.Length > 0 && Array.IndexOf(Methods, rule.Method) < 0)
        {
            source.Report("method", $"'{rule.Method}' is not known{NearestName.Hint(rule.Method, Methods)}; write one of {string.Join(", ", Methods)}.");
        }

        if (!reads && rule.Templates.Any(static t => t.CoversBelow))
        {
            source.Report("path", "Only GET and HEAD rules may end with '/**'; name each path that writes.");
        }

        if (!reads
            && rule.Operation is Operation.Read or Operation.Search or Operation.Auth
            && rule.Templates.Any(static t => !t.IsExact))
        {
            source.Report("path", "A read, search or auth rule for this method needs an exact path, without parameters.");
        }

        if (rule.Operation == Operation.Delete && rule.Body != BodyFormat.None)
        {
            source.Report("body", "A delete carries only ids in the path; leave 'body' out.");
        }

        if (rule.Body == BodyFormat.JsonPatch && (rule.Items is not null || rule.Root != RootType.Object))
        {
            source.Report("body", "A JSON Patch changes one record; it has no 'items' and no 'root'.");
        }

        if (source.Has("parts") && !source.Choices("body", BodyFormat.None).Contains(BodyFormat.Multipart))
        {
            source.Report("parts", "Only a multipart body has parts; add \"body\": \"multipart\".");
        }

        if (rule.Body == BodyFormat.None)
        {
            foreach (string member in NeedBody.Where(source.Has))
            {
                source.Report(member, $"'{member}' needs a body; add \"body\": \"json\".");
            }
        }
    }

    /// <summary>Checks a rule whose body holds records of several kinds.</summary>
    internal static void CheckDocument(ProfileObject source, RouteRule rule)
    {
        if (rule.Method is not ("POST" or "PUT" or "PATCH" or "") || rule.Templates.Any(static template => !template.IsExact))
        {
            source.Report("method", "A document of several records is read from POST, PUT or PATCH with an exact path, without parameters.");
        }

        if (rule.Body is not (BodyFormat.Xml or BodyFormat.Soap or BodyFormat.FhirBundle))
        {
            source.Report("elements", "Elements stand in XML and SOAP; write \"body\": \"xml\".");
        }
        else if (rule.Body != BodyFormat.FhirBundle && rule.Elements.Count == 0)
        {
            source.Report("elements", "The object 'elements' is missing or empty; name each kind of element that is a record.");
        }

        if (rule.Body == BodyFormat.Xml != source.Has("under"))
        {
            source.Report("under", rule.Body == BodyFormat.Xml
                ? "The member 'under' is missing; name the elements that lead to the records, for example '/Sources/Source/Export'."
                : "Only XML has 'under'.");
        }

        foreach (string name in rule.WithoutClients.Where(rule.Elements.ContainsKey))
        {
            source.Report("withoutClients", $"'{name}' stands under 'elements' too; keep one.");
        }
    }
}
