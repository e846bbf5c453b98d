using System.Collections.Immutable;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Pipeline.Deciding;

/// <summary>Everything that was found out about a request, and the decision.</summary>
internal sealed record Deliberation
{
    /// <summary>The decision.</summary>
    public required ConsentDecision Decision { get; init; }

    /// <summary>The vendor and the target it would see; null when that could not be found out.</summary>
    public VendorTarget? Destination { get; init; }

    /// <summary>The rule that covers the request; null when none does.</summary>
    public RouteRule? Rule { get; init; }

    /// <summary>The records, attributed; empty when the payload could not be read.</summary>
    public IReadOnlyList<AttributedRecord> Records { get; init; } = [];

    /// <summary>Why the request could not be read, or null.</summary>
    public UnreadableReason? Unreadable { get; init; }

    /// <summary>Everybody it is about.</summary>
    public IReadOnlyList<PersonId> Persons { get; init; } = [];

    /// <summary>The forms on file for each of them.</summary>
    public IReadOnlyDictionary<PersonId, ConsentHistory> Histories { get; init; } = ImmutableDictionary<PersonId, ConsentHistory>.Empty;

    /// <summary>True when two references of one record lead to different persons.</summary>
    public bool HasConflict { get; init; }

    /// <summary>What the request does, as far as it is known.</summary>
    public Operation? Operation => Rule?.Operation;

    /// <summary>True for a request that could change something at the vendor.</summary>
    public bool IsWrite => Operation is not (Policy.Profiles.Operation.Read or Policy.Profiles.Operation.Search or Policy.Profiles.Operation.Auth);
}
