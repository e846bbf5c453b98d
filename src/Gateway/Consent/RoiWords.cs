using HmisGateway.Policy.Consent;

namespace HmisGateway.Consent;

/// <summary>Choices, signers, sources and drain results as they are written in bodies, files and the ledger.</summary>
internal static class RoiWords
{
    /// <summary>The choice of a word, or null.</summary>
    public static SharingChoice? ParseChoice(string word) => word switch
    {
        "full" => SharingChoice.Full,
        "limited" => SharingChoice.Limited,
        "none" => SharingChoice.None,
        _ => null,
    };

    /// <summary>The word of a signer.</summary>
    public static string ToWord(this RoiSigner signer) => signer switch
    {
        RoiSigner.Self => "self",
        RoiSigner.Guardian => "guardian",
        RoiSigner.Refused => "refused",
        _ => throw new ArgumentOutOfRangeException(nameof(signer)),
    };

    /// <summary>The signer of a word, or null.</summary>
    public static RoiSigner? ParseSigner(string word) => word switch
    {
        "self" => RoiSigner.Self,
        "guardian" => RoiSigner.Guardian,
        "refused" => RoiSigner.Refused,
        _ => null,
    };

    /// <summary>The word of a source.</summary>
    public static string ToWord(this RoiSource source) => source switch
    {
        RoiSource.Recorded => "recorded",
        RoiSource.Import => "import",
        RoiSource.Capture => "capture",
        RoiSource.Outside => "outside",
        _ => throw new ArgumentOutOfRangeException(nameof(source)),
    };

    /// <summary>The word for how the fence closed. <c>lease</c> comes from several replicas only.</summary>
    public static string ToWord(this DrainResult drained) => drained switch
    {
        DrainResult.None => "none",
        DrainResult.Explicit => "explicit",
        DrainResult.Cancelled => "cancelled",
        DrainResult.Lease => "lease",
        _ => throw new ArgumentOutOfRangeException(nameof(drained)),
    };
}
