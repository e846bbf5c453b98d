using HmisGateway.Pipeline.Bulk;
using HmisGateway.Pipeline.Splitting;
using HmisGateway.Policy.Clients;
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

    /// <summary>What of the payload has no rule of its own, such as a mutation; null when nothing is known of that kind.</summary>
    public string? NotCovered { get; init; }

    /// <summary>What the request does; null when that could not be found out.</summary>
    public Operation? Operation { get; init; }

    /// <summary>The records with everybody they lead to; null when the payload could not be read.</summary>
    public Attribution? Attribution { get; init; }

    /// <summary>Every identifier that stands anywhere in the request.</summary>
    public SweptIdentifiers Swept { get; init; } = SweptIdentifiers.None;

    /// <summary>What is forwarded in place of the body that came; null to forward that.</summary>
    public RebuiltBody? Rebuilt { get; init; }

    /// <summary>A large upload, taken apart: what is forwarded of it, and what is kept; null for any other request.</summary>
    public UploadSplit? Split { get; init; }

    /// <summary>A list of records of which some are kept, and only the rest, which is <see cref="Rebuilt"/>, is what this is about; null for any other request.</summary>
    public ListSplit? List { get; init; }

    /// <summary>True when it was decided under the fence against an earlier forward: what was taken apart has to be taken apart again.</summary>
    public bool IsOutdated { get; init; }

    /// <summary>How far the protected identifiers had grown before it was looked which of them stand in the request.</summary>
    public long ProtectedVersion { get; init; }

    /// <summary>The records, attributed; empty when the payload could not be read.</summary>
    public IReadOnlyList<AttributedRecord> Records => Attribution?.Records ?? [];

    /// <summary>The day for which it was decided; null when it was decided without a look at anybody's choice.</summary>
    public DateOnly? Today { get; init; }

    /// <summary>Why the request could not be read, or null.</summary>
    public UnreadableReason? Unreadable { get; init; }

    /// <summary>Everybody it is about.</summary>
    public IReadOnlyCollection<PersonId> Persons => Split is { } split
        ? (Attribution is { Persons.Count: > 0 } head ? [.. split.Persons.Union(head.Persons)] : split.Persons)
        : Attribution?.Persons ?? [];

    /// <summary>True when two references of one record lead to different persons.</summary>
    public bool HasConflict => Attribution is { HasConflict: true };
}
