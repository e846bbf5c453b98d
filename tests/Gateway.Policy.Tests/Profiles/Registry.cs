using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Payloads;

namespace HmisGateway.Policy.Tests.Profiles;

/// <summary>A registry of three persons, whose ids and identities tell who they are, and the decision that it leads to.</summary>
internal static class Registry
{
    private static readonly DateOnly s_today = new(2026, 11, 2);

    private static readonly Dictionary<PersonId, ConsentHistory> s_histories = new()
    {
        [PersonOf(Who.Full)!.Value] = Consent.Some.History("full 2026-01-01"),
        [PersonOf(Who.Limited)!.Value] = Consent.Some.History("limited 2026-01-01"),
        [PersonOf(Who.None)!.Value] = Consent.Some.History("none 2026-01-01"),
    };

    /// <summary>The id of somebody, or of their enrollment, household or record.</summary>
    internal static string Id(IdentifierScheme scheme, Who who) => scheme switch
    {
        IdentifierScheme.Agency => who switch { Who.Full => "full-1", Who.Limited => "limited-1", Who.None => "none-1", _ => "unknown-1" },
        IdentifierScheme.Enrollment => $"510{(int)who + 1}",
        IdentifierScheme.Household => $"610{(int)who + 1}",
        IdentifierScheme.Record => $"710{(int)who + 1}",
        _ => $"100{(int)who + 1}",
    };

    internal static string FirstName(Who who) => who switch { Who.Full => "Ada", Who.Limited => "Bo", Who.None => "Cy", _ => "Dee" };

    internal static string LastName(Who who) => who switch { Who.Full => "Quill", Who.Limited => "Reed", Who.None => "Stark", _ => "Teal" };

    internal static string BirthDate(Who who) => $"198{(int)who}-12-10";

    internal static string Ssn(Who who) => $"21909999{(int)who + 1}";

    /// <summary>Reads a request and decides about it.</summary>
    internal static ConsentDecision Decide(
        VendorProfile profile, string method, string target, string? body, params (string Name, string Value)[] headers)
    {
        if (profile.Classify(method, The.Target(target), null, hasBody: false) is not RouteClassification.Matched { Rule.Operation: { } operation })
        {
            return ConsentPolicy.Unclassified(isVictimServiceProvider: false, DivertReason.NoRule);
        }

        PayloadReading reading = Read.Request(profile, method, target, body, headers);
        return reading switch
        {
            PayloadReading.Unreadable => ConsentPolicy.Unreadable(isVictimServiceProvider: false, DivertReason.Unreadable),
            PayloadReading.Readable readable => ConsentPolicy.Decide(new DecisionRequest
            {
                AgencyId = "own",
                IsVictimServiceProvider = false,
                Operation = readable.Operation ?? operation,
                Records = [.. readable.Records.Select(Attribute)],
                Histories = s_histories,
                Today = s_today,
            }),
            _ => ConsentPolicy.Unclassified(isVictimServiceProvider: false, DivertReason.NoRule),
        };
    }

    private static AttributedRecord Attribute(PayloadRecord record)
    {
        List<PersonId> persons = [];
        bool unresolved = false;
        foreach (ClientReference reference in record.References)
        {
            PersonId? person = Enum.GetValues<Who>().Where(who => Id(reference.Scheme, who) == reference.Value).Select(PersonOf).FirstOrDefault();
            unresolved |= person is null && reference.Role == ReferenceRole.Refers;
            persons.AddRange(person is { } found ? [found] : []);
        }

        persons.AddRange(Enum.GetValues<Who>().Where(who => record.Identity is { } stated && IsOf(stated, who)).Select(PersonOf).OfType<PersonId>());
        return new AttributedRecord(record, [.. persons.Distinct()], unresolved, IdentityContradicts: false, IsPossibleMatchOnly: false);
    }

    /// <summary>The number, or name and date of birth.</summary>
    private static bool IsOf(ReportedIdentity stated, Who who)
    {
        ReportedIdentity known = IdentityNormalizer.Normalize(FirstName(who), LastName(who), BirthDate(who), Ssn(who));
        return stated.Ssn == known.Ssn || (stated.FullName == known.FullName && stated.DateOfBirth == known.DateOfBirth);
    }

    private static PersonId? PersonOf(Who who) => who == Who.Unknown ? null : new PersonId((int)who + 1);
}
