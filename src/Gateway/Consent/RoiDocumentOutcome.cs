namespace HmisGateway.Consent;

/// <summary>What became of a signed copy that an agency sent. A closed result.</summary>
internal abstract record RoiDocumentOutcome
{
    private RoiDocumentOutcome()
    {
    }

    /// <summary>It is on file.</summary>
    /// <param name="Version">The version of the form.</param>
    /// <param name="Number">Counts the copies of this form from 1.</param>
    /// <param name="StoredAt">When it was stored; earlier than now when the same copy was on file before.</param>
    /// <param name="Bytes">Its length.</param>
    /// <param name="ContentType">Its media type.</param>
    /// <param name="Drained">How the forwards that were in flight ended.</param>
    public sealed record Stored(
        int Version, int Number, DateTimeOffset StoredAt, long Bytes, string ContentType, DrainResult Drained) : RoiDocumentOutcome;

    /// <summary>The agency has no such form.</summary>
    public sealed record NoForm : RoiDocumentOutcome;

    /// <summary>Another copy is on file, and this one does not say that it corrects it.</summary>
    public sealed record AnotherOnFile : RoiDocumentOutcome;
}
