using HmisGateway.Consent;
using HmisGateway.Hosting;

namespace HmisGateway.Profiles;

/// <summary>What became of a look at the profile files while the gateway runs. A closed result.</summary>
internal abstract record ProfileReload
{
    private ProfileReload()
    {
    }

    /// <summary>They say what is in force already.</summary>
    public sealed record Unchanged : ProfileReload;

    /// <summary>The changed profiles are in force, and nothing that was decided by those before is on its way any more.</summary>
    /// <param name="Vendors">The vendors whose profile changed.</param>
    /// <param name="Drained">How the forwards ended that had to be waited for.</param>
    public sealed record Loaded(IReadOnlyList<string> Vendors, DrainResult Drained) : ProfileReload;

    /// <summary>They cannot be used; what was in force stays in force, all of it.</summary>
    /// <param name="Problems">Everything that is wrong with them.</param>
    public sealed record Refused(IReadOnlyList<ConfigurationProblem> Problems) : ProfileReload;
}
