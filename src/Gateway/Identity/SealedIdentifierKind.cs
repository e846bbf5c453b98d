namespace HmisGateway.Identity;

/// <summary>What a sealed identifier is.</summary>
internal enum SealedIdentifierKind
{
    /// <summary>An agency's own client id.</summary>
    ClientId,

    /// <summary>What a form states: identity and HMIS id.</summary>
    FormDetails,

    /// <summary>An id that an answer or a record taught.</summary>
    Learned,
}
