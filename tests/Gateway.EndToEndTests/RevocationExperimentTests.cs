using HmisGateway.EndToEndTests.Harness;
using HmisGateway.Testing;

namespace HmisGateway.EndToEndTests;

/// <summary>
/// One round of each cell of <c>eng/fence</c> with a fixed seed: No Sharing is recorded on PostgreSQL while forwards are under way and something breaks.
/// Twenty rounds of each stand in docs/explanation/revocation.md.
/// </summary>
public sealed class RevocationExperimentTests
{
    private const string Seed = "20261123";
    private const int CellsOfEach = 32;

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public async Task No_byte_of_a_client_arrives_after_no_sharing_was_acknowledged_whatever_breaks(string replicas)
    {
        _ = PostgresServer.FindPrograms();
        await ExperimentProcess.RequireAsync("revocation", "cc");

        (int exitCode, string text) = await ExperimentProcess.RunAsync(
            TimeSpan.FromMinutes(20), "revocation", "--rounds", "1", "--seed", Seed, "--replicas", replicas);

        exitCode.ShouldBe(0, text);
        text.ShouldContain($"fence: {CellsOfEach} held, 0 violated");
    }
}
