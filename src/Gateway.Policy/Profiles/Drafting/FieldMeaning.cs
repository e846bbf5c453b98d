using System.Collections.Frozen;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Policy.Profiles.Drafting;

/// <summary>What the names of fields and path segments mean in the APIs of HMIS vendors that are known.</summary>
internal static class FieldMeaning
{
    private static readonly FrozenDictionary<string, IdentifierScheme> Ids = Table(
        (IdentifierScheme.Vendor, "clientid clientids personid personids personalid personalids clientuuid personuuid refclient patientid participantid participantuuid consumerid "
            + "dedupclientid mciid hmisid hmisclientid uniqueidentifier clientuniqueid clientnumber clientno memberid headofhouseholdid hohid"),
        (IdentifierScheme.Agency, "externalid externalclientid sourcesystemid sourcesystemclientid sourceclientid agencyclientid localclientid"),
        (IdentifierScheme.Enrollment, "enrollmentid enrollmentids enrolmentid programenrollmentid refclientprogram clientprogramid entryexitid admissionid"),
        (IdentifierScheme.Household, "householdid householdids familyid"));

    private static readonly FrozenDictionary<string, string> Parts = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["firstname"] = "firstName",
        ["fname"] = "firstName",
        ["namefirst"] = "firstName",
        ["givenname"] = "firstName",
        ["lastname"] = "lastName",
        ["lname"] = "lastName",
        ["namelast"] = "lastName",
        ["surname"] = "lastName",
        ["familyname"] = "lastName",
        ["dob"] = "dob",
        ["dateofbirth"] = "dob",
        ["birthdate"] = "dob",
        ["ssn"] = "ssn",
        ["socialsecuritynumber"] = "ssn",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // The first that is found in a word counts, so the narrower ones stand first.
    private static readonly (string Part, RecordKind Kind)[] Kinds =
    [
        ("household", RecordKind.Household), ("famil", RecordKind.Household), ("consent", RecordKind.Roi), ("release", RecordKind.Roi), ("roi", RecordKind.Roi),
        ("assess", RecordKind.Assessment), ("screening", RecordKind.Assessment), ("event", RecordKind.Assessment), ("livingsituation", RecordKind.Assessment),
        ("note", RecordKind.Note), ("comment", RecordKind.Note), ("file", RecordKind.Attachment), ("attachment", RecordKind.Attachment),
        ("document", RecordKind.Attachment), ("photo", RecordKind.Attachment), ("image", RecordKind.Attachment), ("upload", RecordKind.Attachment),
        ("exit", RecordKind.Exit), ("service", RecordKind.Service), ("visit", RecordKind.Service), ("bednight", RecordKind.Service), ("referral", RecordKind.Service),
        ("enrol", RecordKind.Enrollment), ("program", RecordKind.Enrollment), ("admission", RecordKind.Enrollment),
        ("client", RecordKind.Client), ("person", RecordKind.Client), ("people", RecordKind.Client), ("participant", RecordKind.Client), ("patient", RecordKind.Client),
    ];

    /// <summary>The scheme of an id in a field of this name; null when the name does not say that it is one.</summary>
    internal static IdentifierScheme? SchemeOf(string field) => Ids.TryGetValue(FieldName.Fold(field), out IdentifierScheme scheme) ? scheme : null;

    /// <summary>The part of an identity in a field of this name, as a profile names it; null when it is none.</summary>
    internal static string? PartOf(string field) => Parts.GetValueOrDefault(FieldName.Fold(field));

    /// <summary>The kind of record that a word is about; <see cref="RecordKind.Other"/> when it does not say.</summary>
    internal static RecordKind KindOf(string word)
    {
        string folded = FieldName.Fold(word);
        foreach ((string part, RecordKind kind) in Kinds)
        {
            if (folded.Contains(part, StringComparison.Ordinal))
            {
                return kind;
            }
        }

        return RecordKind.Other;
    }

    /// <summary>The scheme of an id that follows a word in a path.</summary>
    internal static IdentifierScheme SchemeBehind(string? word) => (word is null ? RecordKind.Other : KindOf(word)) switch
    {
        RecordKind.Client => IdentifierScheme.Vendor,
        RecordKind.Enrollment => IdentifierScheme.Enrollment,
        RecordKind.Household => IdentifierScheme.Household,
        _ => IdentifierScheme.Record,
    };

    private static FrozenDictionary<string, IdentifierScheme> Table(params (IdentifierScheme Scheme, string Names)[] rows) =>
        rows.SelectMany(static row => row.Names.Split(' ').Select(name => KeyValuePair.Create(name, row.Scheme))).ToFrozenDictionary(StringComparer.Ordinal);
}
