using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Decisions;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>What was decided about one client of an upload; small, because there may be hundreds of thousands.</summary>
internal struct UploadClient
{
    /// <summary>Why the client's rows are taken out; null while nothing stands against them.</summary>
    public ConsentDecision.Divert? Divert { get; set; }

    /// <summary>Whom the client's references lead to; nobody's id where they lead to nobody, or to several.</summary>
    public PersonId Person { get; set; }

    /// <summary>What the look-up found, so that a later form or person is noticed; counts while <see cref="HasReach"/>.</summary>
    public ulong Reach { get; set; }

    /// <summary>Where the client's id is kept, as the upload writes it.</summary>
    public int Id { get; set; }

    /// <summary>Where the pseudonyms begin that were looked up: first the fingerprints, then the references.</summary>
    public int Asked { get; set; }

    /// <summary>How many were looked up; 0 of a client whose rows are not forwarded and teach nothing.</summary>
    public ushort AskedCount { get; set; }

    /// <summary>Which of the first of them the client's row teaches, a bit for each.</summary>
    public uint Learned { get; set; }

    /// <summary>False where a later look-up cannot be compared.</summary>
    public bool HasReach { get; set; }

    /// <summary>True once a row of the client was decided.</summary>
    public bool IsDecided { get; set; }

    /// <summary>True when the upload tells an id for a person who was found by who they are.</summary>
    public bool IsNewId { get; set; }
}
