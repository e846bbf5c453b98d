namespace HmisGateway.Policy.Profiles;

/// <summary>What the root of a JSON body must be.</summary>
public enum RootType
{
    /// <summary>An object.</summary>
    Object,

    /// <summary>A list.</summary>
    Array,
}
