namespace HmisGateway.Policy.Profiles;

/// <summary>What became of a profile file. A closed result.</summary>
public abstract record ProfileCompilation
{
    private ProfileCompilation()
    {
    }

    /// <summary>It can be used.</summary>
    /// <param name="Profile">The profile.</param>
    public sealed record Compiled(VendorProfile Profile) : ProfileCompilation;

    /// <summary>It cannot be used.</summary>
    /// <param name="Errors">Everything that is wrong with it; at least one.</param>
    public sealed record Rejected(IReadOnlyList<ProfileError> Errors) : ProfileCompilation;
}
