namespace HmisGateway.Policy.Profiles;

/// <summary>A path with parameters, e.g. <c>/clients/{client}/client-notes/{note}</c>; <c>/**</c> at the end covers everything below.</summary>
public sealed class PathTemplate
{
    /// <summary>The names of the parameters, in order.</summary>
    public IReadOnlyList<string> Parameters { get; } = [];
}
