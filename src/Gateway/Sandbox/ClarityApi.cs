using System.Text.Json.Nodes;

namespace HmisGateway.Sandbox;

/// <summary>The Clarity REST shapes: clients, and programs, notes, files and photos under a client.</summary>
internal sealed class ClarityApi(VendorMemory memory)
{
    private const string Programs = "client-programs";
    private const string Notes = "client-notes";
    private const string Files = "client-files";
    private const int SearchLimit = 100;

    /// <summary>The answer, or null when the request has not the shape of this API.</summary>
    public VendorAnswer? Answer(string method, string[] path, JsonObject body, DateTimeOffset now) => path switch
    {
        ["clients"] when method == "POST" && body["client"] is JsonObject client => CreateClient(client, body, now),
        ["clients"] when method == "GET" => Search(body),
        ["api1", "clients", "long"] when method == "POST" => Search(body),
        ["clients", var id] when memory.Find(VendorClients.Kind, id) is { } client => Client(method, client, body, now),
        ["clients", var id, .. var rest] when memory.Find(VendorClients.Kind, id) is { } client => Below(method, client, rest, body, now),
        _ => null,
    };

    private VendorAnswer CreateClient(JsonObject client, JsonObject body, DateTimeOffset now)
    {
        List<(string, string)> missing = [];
        if (ClarityFields.IsBlank(client["first_name"]))
        {
            missing.Add(("first_name", "First Name cannot be blank."));
        }

        if (ClarityFields.IsBlank(client["last_name"]))
        {
            missing.Add(("last_name", "Last Name cannot be blank."));
        }

        if (missing.Count > 0)
        {
            return VendorAnswer.Invalid([.. missing]);
        }

        VendorRecord record = VendorClients.Create(
            memory.NewNumber(),
            VendorMemory.NewUniqueIdentifier(),
            VendorMemory.NewPersonalId(),
            client,
            ClarityFields.ScreenValues(body),
            now);
        memory.Add(record);
        return VendorAnswer.Ok(FieldList.Apply(VendorClients.Show(record, rightAfterCreate: true), body));
    }

    private VendorAnswer? Client(string method, VendorRecord client, JsonObject body, DateTimeOffset now)
    {
        switch (method)
        {
            case "GET" or "HEAD":
                return VendorAnswer.Ok(FieldList.Apply(VendorClients.Show(client, rightAfterCreate: false), body));
            case "PUT" when body["client"] is JsonObject changes:
                VendorClients.Update(client, changes, ClarityFields.ScreenValues(body), now);
                return VendorAnswer.Ok(FieldList.Apply(VendorClients.Show(client, rightAfterCreate: false), body));
            case "DELETE":
                memory.Remove(client);
                return VendorAnswer.NoContent;
            default:
                return null;
        }
    }

    private VendorAnswer? Below(
        string method, VendorRecord client, string[] rest, JsonObject body, DateTimeOffset now) => (method, rest) switch
        {
            ("POST", [Programs, "enroll"]) => Enroll(client, body),
            ("POST", [Notes]) or ("POST", [Programs, _, Notes]) => Create(Notes, client, body["clientNote"], body, now),
            ("POST", [Files]) => Create(Files, client, body["clientFile"], body, now),
            ("POST" or "PUT", [Files, var id]) => Update(Files, client, id, body["clientFile"], body, now),
            ("PUT", [Notes, var id]) => Update(Notes, client, id, body["clientNote"], body, now),
            ("PUT", [Programs, _, Notes, var id]) => Update(Notes, client, id, body["clientNote"], body, now),
            ("PUT", [Programs, var id]) => Update(Programs, client, id, body, body, now),
            ("POST", ["photo", "upload" or "crop"]) =>
                VendorAnswer.Ok(new JsonObject { ["profile_photo"] = new JsonObject { ["name"] = "photo.jpg" } }),
            ("GET", [Programs or Notes or Files]) => VendorAnswer.Ok(memory.ListOf(rest[0], client.Ids[0])),
            ("GET", [Programs, _, Notes]) => VendorAnswer.Ok(memory.ListOf(Notes, client.Ids[0])),
            ("GET", [Programs or Notes or Files, var id]) => Read(rest[0], client, id, body),
            ("DELETE", [Programs or Notes or Files, var id]) => Delete(rest[0], client, id),
            ("DELETE", [Programs, _, Notes, var id]) => Delete(Notes, client, id),
            _ => null,
        };

    private VendorAnswer Enroll(VendorRecord client, JsonObject body)
    {
        if (ClarityFields.IsBlank(body["programId"]))
        {
            return VendorAnswer.Invalid(("programId", "Program cannot be blank."));
        }

        string number = memory.NewNumber();
        JsonObject fields = new()
        {
            ["id"] = ClarityFields.Number(number),
            ["ref_client"] = ClarityFields.Number(client.Ids[0]),
            ["ref_program"] = body["programId"]!.DeepClone(),
            ["screenValues"] = ClarityFields.ScreenValues(body).DeepClone(),
        };
        memory.Add(new VendorRecord(Programs, [number], client.Ids[0], fields));
        return VendorAnswer.Ok(FieldList.Apply(fields, body));
    }

    private VendorAnswer Create(string kind, VendorRecord client, JsonNode? content, JsonObject body, DateTimeOffset now)
    {
        if (content is not JsonObject stated)
        {
            return VendorAnswer.Invalid((kind == Notes ? "clientNote" : "clientFile", "This cannot be blank."));
        }

        string number = memory.NewNumber();
        JsonObject fields = new() { ["id"] = ClarityFields.Number(number), ["added_date"] = VendorClients.Time(now) };
        memory.Add(new VendorRecord(kind, [number], client.Ids[0], fields));
        return ClarityFields.Change(fields, stated, body, now);
    }

    private VendorAnswer Update(string kind, VendorRecord client, string id, JsonNode? content, JsonObject body, DateTimeOffset now) =>
        Own(kind, client, id) is { } record && content is JsonObject stated
            ? ClarityFields.Change(record.Fields, stated, body, now)
            : VendorAnswer.NotFound();

    private VendorAnswer Read(string kind, VendorRecord client, string id, JsonObject body) =>
        Own(kind, client, id) is { } record ? VendorAnswer.Ok(FieldList.Apply(record.Fields, body)) : VendorAnswer.NotFound();

    private VendorAnswer Delete(string kind, VendorRecord client, string id)
    {
        if (Own(kind, client, id) is not { } record)
        {
            return VendorAnswer.NotFound();
        }

        memory.Remove(record);
        return VendorAnswer.NoContent;
    }

    private VendorAnswer Search(JsonObject body)
    {
        string? text = (body["search"] ?? body["query"]) is JsonValue value && value.TryGetValue(out string? stated) ? stated : null;
        IEnumerable<JsonObject> found = memory.Clients
            .Select(client => VendorClients.Show(client, rightAfterCreate: false))
            .Where(client => text is null
                || $"{client["first_name"]} {client["last_name"]}".Contains(text, StringComparison.OrdinalIgnoreCase))
            .Take(SearchLimit);
        return VendorAnswer.Ok(new JsonArray([.. found.Select(client => FieldList.Apply(client, body))]));
    }

    private VendorRecord? Own(string kind, VendorRecord client, string id) =>
        memory.Find(kind, id) is { } record && record.Parent == client.Ids[0] ? record : null;
}
