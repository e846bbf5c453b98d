using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads;

/// <summary>One record found in a request: what it is, whom it names, whether it asks for a lock.</summary>
/// <param name="Kind">What kind of record.</param>
/// <param name="Operation">What the request does with it.</param>
/// <param name="References">Every client reference that counts for it, those of path, query and headers included.</param>
/// <param name="Identity">The identity it states, or null.</param>
/// <param name="IsLocked">True when it asks for a locked, private or restricted record.</param>
/// <param name="Pointer">Where it stands: the empty pointer for the whole payload, else for example <c>/members/2</c>.</param>
public sealed record PayloadRecord(
    RecordKind Kind,
    Operation Operation,
    IReadOnlyList<ClientReference> References,
    ReportedIdentity? Identity,
    bool IsLocked,
    string Pointer)
{
    /// <summary>Entries of the same document that it points at and that were not looked up yet.</summary>
    /// <value>The default is none. A request that is left with one is unreadable.</value>
    internal IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>True when the rule knows a field that asks for a lock.</summary>
    public bool CanBeLocked { get; init; }

    /// <summary>What it says about its client's choice; null for everything but a ROI record that the profile can read.</summary>
    public RoiStatement? Roi { get; init; }

    /// <summary>Where the answer speaks of this record alone; null when the whole answer does.</summary>
    public AnswerPlace? Answer { get; init; }
}
