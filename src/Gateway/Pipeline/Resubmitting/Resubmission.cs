using HmisGateway.Offline;
using HmisGateway.Policy.Decisions;

namespace HmisGateway.Pipeline.Resubmitting;

/// <summary>What came of resubmitting an offline item. A closed result.</summary>
internal abstract record Resubmission
{
    private Resubmission()
    {
    }

    /// <summary>The agency has no such item.</summary>
    public sealed record NotFound : Resubmission;

    /// <summary>The item is not held: it was sent, is being sent, or was erased.</summary>
    /// <param name="Status">What it is.</param>
    public sealed record NotHeld(OfflineStatus Status) : Resubmission;

    /// <summary>It would be kept offline again; nothing was sent, and it is held as before.</summary>
    /// <param name="Code">Why.</param>
    public sealed record Withheld(DivertCode Code) : Resubmission;

    /// <summary>The vendor answered.</summary>
    /// <param name="IsTaken">True for an answer of 200 to 299: the item is closed. Otherwise it is held as before.</param>
    /// <param name="Status">The vendor's status.</param>
    /// <param name="ContentType">The vendor's content type, or null.</param>
    /// <param name="Body">The vendor's body. May be personal data.</param>
    public sealed record Answered(bool IsTaken, int Status, string? ContentType, byte[] Body) : Resubmission
    {
        /// <summary>The status only.</summary>
        /// <returns>A text without personal data.</returns>
        public override string ToString() => $"{nameof(Answered)}({Status})";
    }

    /// <summary>Nothing was sent: the vendor cannot be reached. The item is held as before.</summary>
    public sealed record VendorUnavailable : Resubmission;

    /// <summary>It, or another item with its content, was sent and no complete answer came: somebody has to settle it.</summary>
    public sealed record OutcomeUnknown : Resubmission;

    /// <summary>Registry, queue or ledger cannot be used; nothing was sent.</summary>
    public sealed record NotPreserved : Resubmission;
}
