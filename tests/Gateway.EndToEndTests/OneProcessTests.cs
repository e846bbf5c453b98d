using HmisGateway.EndToEndTests.Harness;
using HmisGateway.Testing;

namespace HmisGateway.EndToEndTests;

/// <summary>The fence is in the memory of one process, so that one process holds the data.</summary>
public sealed class OneProcessTests(SandboxProcess sandbox) : IClassFixture<SandboxProcess>
{
    [Fact]
    public async Task A_second_gateway_on_the_same_data_does_not_start_and_says_why()
    {
        Dictionary<string, string> settings = new()
        {
            ["Vendors__0__Name"] = "hmis",
            ["Vendors__0__BaseAddress"] = sandbox.Vendor.ToString(),
            ["Vendors__0__Profile"] = "clarity-rest",
            ["Storage__DataDirectory"] = sandbox.DataDirectory,
            ["Gateway__Listen"] = $"http://127.0.0.1:{LoopbackPorts.Take()}",
            ["Gateway__Management"] = $"http://127.0.0.1:{LoopbackPorts.Take()}",
        };

        (int exitCode, string output, string error) = await GatewayProcess.RunAsync(["serve"], settings);

        exitCode.ShouldNotBe(0);
        (output + error).ShouldContain("another gateway process holds it");
        (await sandbox.SendAsync(HttpMethod.Get, "/_gateway/v1/clients/full-1/roi")).Status.ShouldBe(200);
    }
}
