using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Tests.Profiles;

/// <summary>
/// For every rule of every shipped profile that writes, in every format that it takes: a request about a Full client only is forwarded, and the same
/// request with one id of a No Sharing client, at any of the places that the rule reads, is not. Fields of GraphQL, elements of documents, and requests in
/// bundles and batches are rules.
/// </summary>
public sealed class EveryRuleTests
{
    private static readonly VendorProfile[] s_profiles = [.. The.ShippedProfiles, The.EveryFormat];

    private static readonly Dictionary<(string Profile, string Rule), (VendorProfile Profile, RouteRule Route, RouteRule Rule)> s_rules =
        s_profiles.SelectMany(static profile => Writing(profile).Select(rule => (profile, rule.Route, rule.Rule)))
            .ToDictionary(static rule => (rule.profile.Name, RuleRequest.NameOf(rule.Route, rule.Rule)));

    public static TheoryData<string, string> Rules => new(s_rules.Keys);

    public static TheoryData<string, string> Identities =>
        new(s_rules.Where(static rule => rule.Value.Rule.BodyMatcher.SsnPieces > 0).Select(static rule => rule.Key));

    public static TheoryData<string, string, int> Places =>
        new(s_rules.SelectMany(static rule => Enumerable.Range(0, rule.Value.Rule.Selectors.Count)
            .Where(place => RuleRequest.CanHold(rule.Value.Rule, rule.Value.Rule.Selectors[place]))
            .Select(place => (rule.Key.Profile, rule.Key.Rule, place))));

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_full_client_is_forwarded_by_the_rule(string profile, string rule) =>
        Decide(profile, rule, static _ => false).ShouldBeOfType<ConsentDecision.Forward>();

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_no_sharing_client_named_in_our_header_is_stopped_by_the_rule(string profile, string rule) =>
        Decide(profile, rule, static _ => false, header: Who.None).ShouldBeOfType<ConsentDecision.Divert>().Code.ShouldBe(DivertCode.NoSharing);

    [Theory]
    [MemberData(nameof(Places))]
    public void A_no_sharing_client_is_stopped_at_every_place_that_the_rule_reads(string profile, string rule, int place)
    {
        ReferenceSelector selector = Find(profile, rule).Rule.Selectors[place];

        Decide(profile, rule, one => one == selector).ShouldBeOfType<ConsentDecision.Divert>().Code.ShouldBe(DivertCode.NoSharing, selector.ToString());
    }

    [Theory]
    [MemberData(nameof(Identities))]
    public void A_no_sharing_client_is_stopped_by_the_identity_that_the_rule_reads(string profile, string rule)
    {
        Decide(profile, rule, static _ => false, identity: Who.Full).ShouldBeOfType<ConsentDecision.Forward>();
        Decide(profile, rule, static _ => false, identity: Who.None).ShouldBeOfType<ConsentDecision.Divert>().Code.ShouldBe(DivertCode.NoSharing);
    }

    /// <summary>Every rule that writes reads at least one place, or an identity: else it could never be forwarded.</summary>
    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_that_writes_knows_where_its_client_stands(string profile, string rule)
    {
        (_, _, RouteRule found) = Find(profile, rule);
        (found.Selectors.Count > 0).ShouldBeTrue();
    }

    /// <summary>A rule of a kind that no request is made of here would be a rule without a test.</summary>
    [Fact]
    public void Every_rule_of_every_shipped_profile_has_a_request()
    {
        foreach (VendorProfile profile in s_profiles)
        {
            HashSet<RouteRule> made = [.. RuleRequest.Parts(profile).SelectMany(static part => (RouteRule[])[part.Route, part.Rule])];
            foreach (RouteRule rule in profile.Rules.SelectMany(static rule => rule.Elements.Values.Concat(rule.Mutations.Values).Concat(rule.Alternatives).Append(rule)).Where(static rule => rule.Body != BodyFormat.HudCsv))
            {
                made.ShouldContain(rule, $"{profile.Name}: {rule.Name}");
            }

            foreach ((RouteRule route, RouteRule rule) in RuleRequest.Parts(profile))
            {
                Should.NotThrow(() => RuleRequest.Of(route, rule, static _ => "1"), $"{profile.Name}: {RuleRequest.NameOf(route, rule)}");
            }
        }
    }

    private static IEnumerable<(RouteRule Route, RouteRule Rule)> Writing(VendorProfile profile) => RuleRequest.Parts(profile)
        .Where(static part => part.Rule.Operation is Operation.Create or Operation.Update or Operation.Bulk || (part.Route != part.Rule && part.Rule.Operation == Operation.Delete));

    private static (VendorProfile Profile, RouteRule Route, RouteRule Rule) Find(string profile, string rule) => s_rules[(profile, rule)];

    private static ConsentDecision Decide(
        string profileName, string ruleName, Func<ReferenceSelector, bool> isNone, Who header = Who.Full, Who? identity = null)
    {
        (VendorProfile profile, RouteRule route, RouteRule rule) = Find(profileName, ruleName);
        RuleRequest request = RuleRequest.Of(route, rule, selector => Registry.Id(selector.Scheme, isNone(selector) ? Who.None : Who.Full), identity);
        ConsentDecision decision = Registry.Decide(
            profile,
            route.Method,
            request.Target,
            request.Body,
            [.. request.Headers, ("Content-Type", request.ContentType), (RequestReader.ClientHeader, Registry.Id(IdentifierScheme.Agency, header))]);
        (decision as ConsentDecision.Divert)?.Code.ShouldNotBe(DivertCode.PayloadUnreadable, $"{request.Target} {request.Body}");
        return decision;
    }
}
