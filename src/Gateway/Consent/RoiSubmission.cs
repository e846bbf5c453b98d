namespace HmisGateway.Consent;

/// <summary>A ROI as an agency states it, before anything is checked. The words are those of the agency API.</summary>
internal sealed record RoiSubmission
{
    /// <summary><c>full</c>, <c>limited</c> or <c>none</c>; may be missing where the signer is <c>refused</c>.</summary>
    public string? Choice { get; init; }

    /// <summary>A date (some moment of that day), or an RFC 3339 date-time with its offset.</summary>
    public string? SignedOn { get; init; }

    /// <summary>A date: the last day it holds; null for a form without an end.</summary>
    public string? EndsOn { get; init; }

    /// <summary><c>self</c>, <c>guardian</c> or <c>refused</c>.</summary>
    /// <value>Missing, it is <c>self</c>.</value>
    public string? Signer { get; init; }

    /// <summary><c>paper</c>, <c>esign</c> or <c>verbal</c>; may be missing.</summary>
    public string? Documentation { get; init; }

    /// <summary>Who witnessed the signature.</summary>
    public string? Witness { get; init; }

    /// <summary>The version of this agency's form that this one replaces.</summary>
    public int? Supersedes { get; init; }

    /// <summary>The client's id in HMIS: <c>1003</c>, or with the vendor's name <c>hmis:1003</c>.</summary>
    public string? VendorId { get; init; }

    /// <summary>Name, date of birth and SSN.</summary>
    public StatedIdentity? Identity { get; init; }

    /// <summary>The choice only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => nameof(RoiSubmission);
}
