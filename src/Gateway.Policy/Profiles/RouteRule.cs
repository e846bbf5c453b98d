namespace HmisGateway.Policy.Profiles;

/// <summary>One rule of a profile.</summary>
public sealed record RouteRule
{
    /// <summary>Its name, unique in the profile.</summary>
    public required string Name { get; init; }
}
