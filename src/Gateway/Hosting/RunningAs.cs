namespace HmisGateway.Hosting;

/// <summary>What this process was started for.</summary>
/// <param name="Role">The role.</param>
internal sealed record RunningAs(HostRole Role);
