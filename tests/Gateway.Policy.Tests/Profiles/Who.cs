namespace HmisGateway.Policy.Tests.Profiles;

/// <summary>The clients of the profile tests, each named for their choice.</summary>
internal enum Who
{
    Full,
    Limited,
    None,

    /// <summary>Nobody whom the registry knows.</summary>
    Unknown,
}
