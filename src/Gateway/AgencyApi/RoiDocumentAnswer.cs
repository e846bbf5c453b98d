using HmisGateway.Consent;

namespace HmisGateway.AgencyApi;

/// <summary>Answer of <c>PUT clients/{clientId}/roi/{version}/document</c>.</summary>
/// <param name="Version">The version of the form.</param>
/// <param name="Copy">Counts the copies of this form from 1.</param>
/// <param name="StoredAt">When it was stored.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Drained">How the forwards that were in flight ended.</param>
internal sealed record RoiDocumentAnswer(int Version, int Copy, DateTimeOffset StoredAt, long Bytes, string ContentType, string Drained)
{
    /// <summary>The answer for a copy that is on file.</summary>
    public static RoiDocumentAnswer Of(RoiDocumentOutcome.Stored stored) =>
        new(stored.Version, stored.Number, stored.StoredAt, stored.Bytes, stored.ContentType, stored.Drained.ToWord());
}
