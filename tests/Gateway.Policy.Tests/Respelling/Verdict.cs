using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Tests.Respelling;

/// <summary>Whether a request would be forwarded, by the real readers and the real policy, with a registry of one Full and one No Sharing client.</summary>
internal static class Verdict
{
    private const string Vendor = "hmis";
    private const string Agency = "own";
    private static readonly PersonId s_full = new(1);
    private static readonly PersonId s_none = new(3);
    private static readonly SweepKey s_key = SweepKey.Create();
    private static readonly IdentifierIndex s_index = MakeIndex();

    private static readonly Dictionary<PersonId, ConsentHistory> s_histories = new()
    {
        [s_full] = Consent.Some.History("full 2026-01-01"),
        [s_none] = Consent.Some.History("none 2026-01-01"),
    };

    internal static string Id(IdentifierScheme scheme, bool isNone) => scheme switch
    {
        IdentifierScheme.Agency => isNone ? "none-1" : "full-1",
        _ => isNone ? "310000001003" : "310000001001",
    };

    /// <summary>Reads the request and decides about it.</summary>
    /// <param name="one">The rule that it was made from.</param>
    /// <param name="request">The request.</param>
    /// <param name="sweeps">True to look for mentions too, as the gateway does; false to rely on the places that the rule reads.</param>
    internal static bool IsForwarded(RuleCase one, Spelled request, bool sweeps)
    {
        if (RequestTarget.Parse(request.Target) is not RequestTargetReading.Canonical { Target: { } target }
            || one.Profile.Classify(one.Route.Method, target, request.ContentType, request.Body.Length > 0) is not RouteClassification.Matched match)
        {
            return false;
        }

        if (Decided(match, target, request, sweeps) is not { } readable)
        {
            return false;
        }

        if (readable.Rebuilt is { } rebuilt)
        {
            Spelled sent = request with { Body = rebuilt.Body.ToArray(), ContentType = rebuilt.ContentType };
            Decided(match with { ContentType = sent.ContentType }, target, sent, sweeps).ShouldNotBeNull($"What is sent in place of the body says something else: {sent}");
        }

        return true;
    }

    /// <summary>What was read; null when it is not forwarded.</summary>
    private static PayloadReading.Readable? Decided(RouteClassification.Matched match, RequestTarget target, Spelled request, bool sweeps)
    {
        PayloadReading reading = RequestReader.Read(
            match,
            target,
            name => request.Headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value,
            request.Body,
            sweeps ? s_key : null);
        return reading is PayloadReading.Readable readable && Decide(match.Rule, readable) is ConsentDecision.Forward ? readable : null;
    }

    private static ConsentDecision Decide(RouteRule rule, PayloadReading.Readable readable) => ConsentPolicy.Decide(new DecisionRequest
    {
        AgencyId = Agency,
        IsVictimServiceProvider = false,
        Operation = readable.Operation ?? rule.Operation,
        Records = [.. readable.Records.Select(static record => new AttributedRecord(
            record,
            [.. record.References.Select(static reference => PersonOf(reference.Value)).OfType<PersonId>().Distinct()],
            HasUnresolvedReference: record.References.Any(static reference => reference.Role == ReferenceRole.Refers && PersonOf(reference.Value) is null),
            IdentityContradicts: false,
            IsPossibleMatchOnly: false))],
        Histories = s_histories,
        Mentions = [.. s_index.Find(readable.Swept, Agency, Vendor).Select(static found => new ProtectedMention(s_histories[found.Person], found.Kind))],
        Today = new DateOnly(2026, 11, 2),
    });

    private static PersonId? PersonOf(string id) => id switch
    {
        "none-1" or "310000001003" => s_none,
        "full-1" or "310000001001" => s_full,
        _ => null,
    };

    private static IdentifierIndex MakeIndex()
    {
        var index = new IdentifierIndex(s_key);
        index.AddVendorId(s_none, "310000001003", Vendor);
        index.AddAgencyId(s_none, "none-1", Agency);
        return index;
    }
}
