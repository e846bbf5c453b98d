using System.Globalization;
using System.Text.Json.Nodes;

namespace HmisGateway.Sandbox;

/// <summary>Client records as the simulated vendor keeps them, and as a Clarity answer shows them.</summary>
internal static class VendorClients
{
    /// <summary>The kind of a client record.</summary>
    public const string Kind = "client";

    private const string PersonalId = "personal_id";

    private static readonly string[] AlwaysPresent =
        ["ssn1", "ssn2", "ssn3", "first_name", "last_name", "alias", "name_quality", "ssn_quality", "birth_date", "dob_quality"];

    /// <summary>A client record. The personal id finds it from the start, but an answer shows it only after the one to the create.</summary>
    public static VendorRecord Create(
        string number, string uniqueIdentifier, string personalId, JsonObject client, JsonObject screenValues, DateTimeOffset now)
    {
        JsonObject fields = new() { ["id"] = int.Parse(number, CultureInfo.InvariantCulture) };
        foreach (string name in AlwaysPresent)
        {
            fields[name] = null;
        }

        fields["unique_identifier"] = uniqueIdentifier;
        fields["added_date"] = Time(now);
        fields["last_updated"] = Time(now);
        fields["screenValues"] = new JsonObject();
        fields[PersonalId] = personalId;
        VendorRecord record = new(Kind, [number, uniqueIdentifier, personalId], null, fields);
        Update(record, client, screenValues, now);
        return record;
    }

    /// <summary>Takes over what an update states; ids and times stay.</summary>
    public static void Update(VendorRecord record, JsonObject client, JsonObject screenValues, DateTimeOffset now)
    {
        foreach ((string name, JsonNode? value) in client)
        {
            if (name is not ("id" or "unique_identifier" or PersonalId or "added_date" or "screenValues"))
            {
                record.Fields[name] = value?.DeepClone();
            }
        }

        JsonObject screen = (JsonObject)record.Fields["screenValues"]!;
        foreach ((string name, JsonNode? value) in screenValues)
        {
            screen[name] = value?.DeepClone();
            if (name == "gender")
            {
                // Recorded answers show this one on both levels.
                record.Fields[name] = value?.DeepClone();
            }
        }

        record.Fields["last_updated"] = Time(now);
    }

    /// <summary>What an answer shows: the first five digits of the SSN masked, the personal id not right after the create.</summary>
    public static JsonObject Show(VendorRecord record, bool rightAfterCreate)
    {
        JsonObject shown = (JsonObject)record.Fields.DeepClone();
        shown["ssn1"] = "***";
        shown["ssn2"] = "**";
        if (rightAfterCreate)
        {
            shown[PersonalId] = null;
        }

        return shown;
    }

    /// <summary>A time as Clarity writes it.</summary>
    public static string Time(DateTimeOffset now) => now.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
