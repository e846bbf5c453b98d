namespace HmisGateway.Management;

/// <summary>One thing without which the gateway cannot keep its promises. Never the vendor.</summary>
internal interface IReadinessProbe
{
    /// <summary>Its name, one lower-case word.</summary>
    string Name { get; }

    /// <summary>Uses it. Throwing, or false, or taking too long, means not ready.</summary>
    ValueTask<bool> IsReadyAsync(CancellationToken cancellationToken);
}
