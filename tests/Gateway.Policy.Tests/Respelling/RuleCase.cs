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
    /// <summary>SOAP, of which no shipped profile has a rule that writes.</summary>
    private static readonly VendorProfile s_soap = The.Profile(
        """
        { "name": "soap", "method": "POST", "path": "/services/hmis", "body": "soap", "elements": {
            "createNote": { "operation": "create", "kind": "note", "namespace": "urn:hmis", "select": [{ "json": "/client/id", "scheme": "vendor" }] },
            "addService": { "operation": "create", "kind": "service" } } }
        """,
        """, "shared": { "select": [{ "json": "/**/personalId", "scheme": "vendor" }] }""");

    /// <summary>Every place that is read by a rule that writes, by the format of the route's body.</summary>
    internal static IReadOnlyDictionary<BodyFormat, RuleCase[]> ByFormat { get; } =
        ((IEnumerable<VendorProfile>)[.. The.ShippedProfiles, The.EveryFormat, s_soap]).SelectMany(All)
            .GroupBy(static one => one.Route.Body)
            .ToDictionary(static group => group.Key, static group => group.ToArray());

    /// <summary>The request about a Full client; with a No Sharing client at the place when asked.</summary>
    internal RuleRequest Request(bool hasNone) => RuleRequest.Of(Route, Rule, selector => Verdict.Id(selector.Scheme, hasNone && selector == Place));

    /// <summary>The request that stands in a batch, alone.</summary>
    internal RuleRequest Inner(bool hasNone) => RuleRequest.Of(Rule, Rule, selector => Verdict.Id(selector.Scheme, hasNone && selector == Place));

    public override string ToString() => $"{Profile.Name} {Route.Name}/{Rule.Name} {Route.Body} {Place}";

    private static IEnumerable<RuleCase> All(VendorProfile profile) =>
        from part in RuleRequest.Parts(profile)
        where part.Rule.Operation is Operation.Create or Operation.Update or Operation.Bulk
        from place in part.Rule.Selectors
        where RuleRequest.CanHold(part.Rule, place)
        select new RuleCase(profile, part.Route, part.Rule, place);
}
