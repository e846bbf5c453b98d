using HmisGateway.Policy.Consent;

namespace HmisGateway.Consent;

/// <summary>A ROI that was checked: what stands in it, in types.</summary>
internal sealed record RoiDraft
{
    /// <summary>The choice; none for a refused signature.</summary>
    public required SharingChoice Choice { get; init; }

    /// <summary>When it was signed.</summary>
    public required SigningMoment Signed { get; init; }

    /// <summary>The signing date as it was written.</summary>
    public required string SignedOn { get; init; }

    /// <summary>The day on which it was signed.</summary>
    public required DateOnly SignedDay { get; init; }

    /// <summary>The last day it holds.</summary>
    public DateOnly? EndsOn { get; init; }

    /// <summary>Who signed.</summary>
    public required RoiSigner Signer { get; init; }

    /// <summary>The version that it replaces.</summary>
    public int? Supersedes { get; init; }

    /// <summary>The HMIS id that it names.</summary>
    public VendorClientId? VendorId { get; init; }

    /// <summary>The submission, for what is only kept.</summary>
    public required RoiSubmission Stated { get; init; }

    /// <summary>True when another form says the same: choice, dates and signer.</summary>
    public bool SaysTheSameAs(ReleaseOfInformation form) =>
        form.Choice == Choice && form.SignedOn == SignedOn && form.EndsOn == EndsOn && form.Signer == Signer;

    /// <inheritdoc cref="SaysTheSameAs(ReleaseOfInformation)"/>
    public bool SaysTheSameAs(RoiDraft other) =>
        other.Choice == Choice && other.SignedOn == SignedOn && other.EndsOn == EndsOn && other.Signer == Signer;

    /// <summary>The choice only.</summary>
    /// <returns>A text without personal data.</returns>
    public override string ToString() => $"{nameof(RoiDraft)}({Choice})";
}
