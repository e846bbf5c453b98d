namespace HmisGateway.EndToEndTests.Crash;

/// <summary>Fault points belong to the process: no other test may run a gateway in it meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FaultPointIsolation
{
    public const string Name = "fault points";
}
