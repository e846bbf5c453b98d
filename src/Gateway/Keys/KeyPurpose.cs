namespace HmisGateway.Keys;

/// <summary>What a key file is for. The words stand in the files and in every check value and never change.</summary>
internal static class KeyPurpose
{
    /// <summary>Wraps the agencies' keys.</summary>
    public const string KeyEncryption = "key-encryption";

    /// <summary>Makes pseudonyms.</summary>
    public const string Pseudonym = "pseudonym";

    /// <summary>Hashes the agencies' gateway keys.</summary>
    public const string AgencyKeyPepper = "agency-key-pepper";
}
