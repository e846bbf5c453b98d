namespace HmisGateway.Consent;

/// <summary>Why a form may not supersede the version that it names.</summary>
internal enum SupersedeRefusal
{
    /// <summary>This agency has no form of that version for this client.</summary>
    UnknownVersion,

    /// <summary>Another form has superseded that version already.</summary>
    AlreadySuperseded,

    /// <summary>That version is an adult's own No Sharing, and the form is a guardian's.</summary>
    AdultsOwnNone,
}
