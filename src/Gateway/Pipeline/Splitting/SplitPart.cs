using HmisGateway.Identity;
using HmisGateway.Offline;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Decisions;

namespace HmisGateway.Pipeline.Splitting;

/// <summary>What is taken out of a request for one client: an item that can be read, sent again and erased by itself.</summary>
internal sealed record SplitPart
{
    /// <summary>Why.</summary>
    public required ConsentDecision.Divert Reason { get; init; }

    /// <summary>The request that it would have been alone; sealed beside the content.</summary>
    public required OfflineDetails Details { get; init; }

    /// <summary>The body of that request. Personal data.</summary>
    public required byte[] Content { get; init; }

    /// <summary>By what the same part of the same request is recognised.</summary>
    public required ContentKey Key { get; init; }

    /// <summary>By which of the agency's clients it is found.</summary>
    public required IReadOnlyList<Pseudonym> Clients { get; init; }

    /// <summary>Everybody it is about.</summary>
    public required IReadOnlyCollection<PersonId> Persons { get; init; }

    /// <summary>Fingerprints that it teaches about a client for whose No Sharing it is kept.</summary>
    public required IReadOnlyList<LearnedReferences> Learned { get; init; }

    /// <summary>The code only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"{nameof(SplitPart)}({Reason.Code})";
}
