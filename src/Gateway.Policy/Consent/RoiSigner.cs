namespace HmisGateway.Policy.Consent;

/// <summary>Who signed the ROI. The numbers are stored and never change.</summary>
public enum RoiSigner
{
    /// <summary>The client.</summary>
    Self = 1,

    /// <summary>A parent or guardian.</summary>
    Guardian = 2,

    /// <summary>Nobody: the client refused to sign. Always recorded as <see cref="SharingChoice.None"/>.</summary>
    Refused = 3,
}
