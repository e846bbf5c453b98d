using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests.Crash;

/// <summary>A few rounds of each experiment with a fixed seed. The long runs stand in docs/explanation/faults.md.</summary>
public sealed class ExperimentTests
{
    private const string Seed = "20261122";

    [Fact]
    public async Task The_tables_in_the_documentation_are_made_from_the_kept_lines()
    {
        (int exitCode, string output) = await StartAsync("tables", "--check", "--root", Deploy.Checkout.PathOf());
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public Task After_a_kill_everything_acknowledged_is_there_and_everything_forwarded_was_intended() => RunAsync("kill", "4");

    [Fact]
    public async Task After_a_power_cut_everything_acknowledged_is_there_and_everything_forwarded_was_intended()
    {
        await ExperimentProcess.RequireAsync("power-cut", "mkfs.ext4", asRoot: true);
        await RunAsync("power-cut", "2");
    }

    [Fact]
    public async Task A_full_disk_is_answered_503_and_the_gateway_recovers_when_space_is_freed()
    {
        await ExperimentProcess.RequireAsync("disk-full", "mkfs.ext4", asRoot: true);
        await RunAsync("disk-full", "1");
    }

    [Fact]
    public async Task A_disk_that_reports_errors_lets_nothing_be_acknowledged_or_forwarded()
    {
        await ExperimentProcess.RequireAsync("disk-error", "strace");
        await RunAsync("disk-error", "2");
    }

    [Fact]
    public async Task Every_system_call_that_changes_the_data_directory_lies_behind_a_fault_point()
    {
        await ExperimentProcess.RequireAsync("fault-points", "strace");
        (int exitCode, string output) = await StartAsync("fault-points");
        exitCode.ShouldBe(0, output);
    }

    private static async Task RunAsync(string name, string rounds)
    {
        (int exitCode, string output) = await StartAsync(name, "--rounds", rounds, "--seed", Seed);
        exitCode.ShouldBe(0, output);
        output.ShouldContain($"{name}: {rounds} held, 0 violated");
    }

    private static Task<(int ExitCode, string Output)> StartAsync(params string[] arguments) => ExperimentProcess.RunAsync(TimeSpan.FromMinutes(5), arguments);
}
