using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Respelling;

/// <summary>One place of one rule, and the requests about a Full client in which a No Sharing client may stand at that place.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Route">The rule of the route.</param>
/// <param name="Rule">The same, or that of a part.</param>
/// <param name="Place">Which of the rule's places.</param>
internal sealed record RuleCase(VendorProfile Profile, RouteRule Route, RouteRule Rule, ReferenceSelector Place)
{
    /// <summary>Every place that is read by a rule that writes, by the format of the route's body.</summary>
    internal static IReadOnlyDictionary<BodyFormat, RuleCase[]> ByFormat { get; } =
        ((IEnumerable<VendorProfile>)[.. The.ShippedProfiles, The.EveryFormat]).SelectMany(All)
            .GroupBy(static one => one.Route.Body)
            .ToDictionary(static group => group.Key, static group => group.ToArray());

    /// <summary>The request about a Full client; with a No Sharing client at the place when asked.</summary>
    internal RuleRequest Request(bool hasNone) => RuleRequest.Of(Route, Rule, selector => Verdict.Id(selector.Scheme, hasNone && selector == Place));

    /// <summary>The request that stands in a batch, alone.</summary>
    internal RuleRequest Inner(bool hasNone) => RuleRequest.Of(Rule, Rule, selector => Verdict.Id(selector.Scheme, hasNone && selector == Place));

    public override string ToString() => $"{Profile.Name} {Route.Name}/{Rule.Name} {Route.Body} {Place}";

    private static IEnumerable<RuleCase> All(VendorProfile profile) =>
        from route in profile.Rules.SelectMany(static rule => rule.Alternatives.Prepend(rule))
        from rule in Parts(profile, route)
        where rule.Operation is Operation.Create or Operation.Update or Operation.Bulk
        from place in rule.Selectors
        where RuleRequest.CanHold(rule, place)
        select new RuleCase(profile, route, rule, place);

    private static IEnumerable<RouteRule> Parts(VendorProfile profile, RouteRule route) => route.Body switch
    {
        BodyFormat.GraphQL => route.Mutations.Values,
        BodyFormat.OdataBatch => profile.Rules
            .SelectMany(static rule => rule.Alternatives.Prepend(rule))
            .Where(static rule => rule.Body is not (BodyFormat.OdataBatch or BodyFormat.Multipart or BodyFormat.GraphQL)),
        _ => [route],
    };
}
