namespace HmisGateway.Tests.Consent.PermitModel;

/// <summary>What a commit does to the registry.</summary>
internal enum RegistryEventKind
{
    /// <summary>A client shares.</summary>
    Full,

    /// <summary>A client does not.</summary>
    None,

    /// <summary>Two persons turn out to be one.</summary>
    Link,

    /// <summary>An identifier turns out to be a client's.</summary>
    Learn,

    /// <summary>Two persons were linked by mistake and are taken apart.</summary>
    Separate,
}
