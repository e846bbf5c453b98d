namespace HmisGateway.Management;

/// <summary>Something that somebody should look at, although the gateway keeps its promises: it is shown with the readiness and changes nothing.</summary>
internal interface IReadinessNote
{
    /// <summary>Its name, one lower-case word.</summary>
    string Name { get; }

    /// <summary><c>ok</c>, or another word in snake case.</summary>
    string State { get; }
}
