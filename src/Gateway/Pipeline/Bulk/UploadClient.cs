using HmisGateway.Identity;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Decisions;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>What was decided about one client of an upload; small, because there may be hundreds of thousands.</summary>
internal struct UploadClient
{
    /// <summary>Why the client's rows are taken out; null while nothing stands against them.</summary>
    public ConsentDecision.Divert? Divert { get; set; }

    /// <summary>The client's id, as the upload writes it.</summary>
    public string ClientId { get; set; }

    /// <summary>Everybody the client's references lead to.</summary>
    public IReadOnlyList<PersonId> Persons { get; set; }

    /// <summary>What was looked up; only of a client whose rows are forwarded.</summary>
    public RecordPseudonyms Asked { get; set; }

    /// <summary>What the look-up found, so that a later form or person is noticed; null where that cannot be compared.</summary>
    public ulong? Reach { get; set; }

    /// <summary>The fingerprints that the client's row teaches; null for none.</summary>
    public LearnedReferences? Learned { get; set; }

    /// <summary>True when the upload tells an id for a person who was found by who they are.</summary>
    public bool IsNewId { get; set; }
}
