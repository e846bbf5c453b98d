using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>A few rounds of the fence's experiments with a fixed seed, as separate processes. The long runs stand in docs/explanation/the-fence.md.</summary>
public sealed class FenceExperimentTests
{
    private const string Seed = "20261122";

    [Fact]
    public Task Nothing_arrives_after_no_sharing_was_acknowledged_while_slow_forwards_were_in_flight() => RunAsync("fence", "6");

    [Fact]
    public Task Nothing_of_a_killed_gateway_is_delivered_out_of_full_send_queues() => RunAsync("stalled-kill", "1");

    private static async Task RunAsync(string name, string rounds)
    {
        (int exitCode, string text) = await ExperimentProcess.RunAsync(TimeSpan.FromMinutes(5), name, "--rounds", rounds, "--seed", Seed);

        exitCode.ShouldBe(0, text);
        text.ShouldContain($"{name}: {rounds} held, 0 violated");
    }
}
