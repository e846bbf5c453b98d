using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Decisions;

/// <summary>Everything that the decision about one request depends on.</summary>
public sealed record DecisionRequest
{
    /// <summary>Who asks.</summary>
    public required string AgencyId { get; init; }

    /// <summary>True for a victim-service provider: nothing of it is ever forwarded (34 U.S.C. 12291(b)(2)).</summary>
    public required bool IsVictimServiceProvider { get; init; }

    /// <summary>The rule that covers the request.</summary>
    public required Operation Operation { get; init; }

    /// <summary>The records, attributed; may be empty for reads, searches and session calls only.</summary>
    public required IReadOnlyList<AttributedRecord> Records { get; init; }

    /// <summary>The forms on file for each attributed person; a person without an entry has none.</summary>
    public required IReadOnlyDictionary<PersonId, ConsentHistory> Histories { get; init; }

    /// <summary>Everybody with a No Sharing on file whom the request mentions, whoever its records are about.</summary>
    /// <value>The default is nobody.</value>
    public IReadOnlyList<ProtectedMention> Mentions { get; init; } = [];

    /// <summary>The day of the decision, in the gateway's time zone.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>Whether deletes may be forwarded.</summary>
    /// <value>The default is true.</value>
    public bool ForwardDeletes { get; init; } = true;

    /// <summary>What happens with a new record of a Limited Sharing client that could be locked and is not.</summary>
    /// <value>The default is <see cref="LimitedLock.Off"/>.</value>
    public LimitedLock LimitedLock { get; init; }
}
