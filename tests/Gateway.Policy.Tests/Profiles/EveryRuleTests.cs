using System.Text;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Payloads;

namespace HmisGateway.Policy.Tests.Profiles;

/// <summary>
/// For every rule of every shipped profile that writes, in every format that it takes, alone and in a batch: a request about a Full client only is forwarded, and the same request with one id of a
/// No Sharing client, at any of the places that the rule reads, is not.
/// </summary>
public sealed class EveryRuleTests
{
    private static readonly VendorProfile[] s_profiles = [.. The.ShippedProfiles, The.EveryFormat];
    private static readonly PersonId s_full = new(1);
    private static readonly PersonId s_none = new(3);
    private static readonly DateOnly s_today = new(2026, 11, 2);

    private static readonly Dictionary<PersonId, ConsentHistory> s_histories = new()
    {
        [s_full] = Consent.Some.History("full 2026-01-01"),
        [s_none] = Consent.Some.History("none 2026-01-01"),
    };

    public static TheoryData<string, string> Rules =>
        new(s_profiles.SelectMany(static profile => Writing(profile).Select(rule => (profile.Name, NameOf(rule.Route, rule.Rule)))));

    public static TheoryData<string, string, int> Places =>
        new(s_profiles.SelectMany(static profile => Writing(profile).SelectMany(rule =>
            Enumerable.Range(0, rule.Rule.Selectors.Count)
                .Where(place => RuleRequest.CanHold(rule.Rule, rule.Rule.Selectors[place]))
                .Select(place => (profile.Name, NameOf(rule.Route, rule.Rule), place)))));

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_full_client_is_forwarded_by_the_rule(string profile, string rule) =>
        Decide(profile, rule, static _ => false).ShouldBeOfType<ConsentDecision.Forward>();

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_no_sharing_client_named_in_our_header_is_stopped_by_the_rule(string profile, string rule) =>
        Decide(profile, rule, static _ => false, headerNamesNone: true).ShouldBeOfType<ConsentDecision.Divert>().Code.ShouldBe(DivertCode.NoSharing);

    [Theory]
    [MemberData(nameof(Places))]
    public void A_no_sharing_client_is_stopped_at_every_place_that_the_rule_reads(string profile, string rule, int place)
    {
        ReferenceSelector selector = Find(profile, rule).Rule.Selectors[place];

        Decide(profile, rule, one => one == selector).ShouldBeOfType<ConsentDecision.Divert>().Code.ShouldBe(DivertCode.NoSharing, selector.ToString());
    }

    /// <summary>Every rule that writes reads at least one place, or an identity: else it could never be forwarded.</summary>
    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_that_writes_knows_where_its_client_stands(string profile, string rule)
    {
        (_, _, RouteRule found) = Find(profile, rule);
        (found.Selectors.Count > 0).ShouldBeTrue();
    }

    private static IEnumerable<(RouteRule Route, RouteRule Rule)> Writing(VendorProfile profile) => profile.Rules
        .SelectMany(static rule => rule.Alternatives.Prepend(rule))
        .SelectMany(route => Parts(profile, route).Select(part => (route, part)))
        .Where(static rule => rule.Item2.Operation is Operation.Create or Operation.Update or Operation.Bulk
            || (rule.route.Body == BodyFormat.GraphQL && rule.Item2.Operation == Operation.Delete));

    private static IEnumerable<RouteRule> Parts(VendorProfile profile, RouteRule route) => route.Body switch
    {
        BodyFormat.GraphQL => route.Mutations.Values,

        // A multipart body in a batch is always refused.
        BodyFormat.OdataBatch => profile.Rules
            .SelectMany(static rule => rule.Alternatives.Prepend(rule))
            .Where(static rule => rule.Operation != Operation.Delete && rule.Body is not (BodyFormat.OdataBatch or BodyFormat.Multipart)),
        _ => [route],
    };

    private static string NameOf(RouteRule route, RouteRule rule) => ReferenceEquals(route, rule) ? $"{rule.Name} {rule.Body}" : $"{route.Name}/{rule.Name} {rule.Body}";

    private static (VendorProfile Profile, RouteRule Route, RouteRule Rule) Find(string profile, string rule)
    {
        VendorProfile found = s_profiles.Single(one => one.Name == profile);
        (RouteRule route, RouteRule writes) = Writing(found).Single(one => NameOf(one.Route, one.Rule) == rule);
        return (found, route, writes);
    }

    private static ConsentDecision Decide(string profileName, string ruleName, Func<ReferenceSelector, bool> isNone, bool headerNamesNone = false)
    {
        (VendorProfile profile, RouteRule route, RouteRule rule) = Find(profileName, ruleName);
        RuleRequest request = RuleRequest.Of(route, rule, selector => IdOf(selector.Scheme, isNone(selector)));
        PayloadReading reading = Read.RequestOf(
            request.ContentType,
            profile,
            route.Method,
            request.Target,
            request.Body is null ? [] : Encoding.UTF8.GetBytes(request.Body),
            [.. request.Headers, (RequestReader.ClientHeader, IdOf(IdentifierScheme.Agency, headerNamesNone))]);
        PayloadReading.Readable readable = reading.ShouldBeOfType<PayloadReading.Readable>($"{reading} {request.Target} {request.Body}");
        return ConsentPolicy.Decide(new DecisionRequest
        {
            AgencyId = "own",
            IsVictimServiceProvider = false,
            Operation = readable.Operation ?? route.Operation,
            Records = [.. readable.Records.Select(static record => new AttributedRecord(
                record,
                [.. record.References.Select(static reference => PersonOf(reference.Value)).Distinct()],
                HasUnresolvedReference: false,
                IdentityContradicts: false,
                IsPossibleMatchOnly: false))],
            Histories = s_histories,
            Today = s_today,
        });
    }

    private static string IdOf(IdentifierScheme scheme, bool isNone) => scheme switch
    {
        IdentifierScheme.Agency => isNone ? "none-1" : "full-1",
        _ => isNone ? "1003" : "1001",
    };

    private static PersonId PersonOf(string id) => id is "none-1" or "1003" ? s_none : s_full;
}
