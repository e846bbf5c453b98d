using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests.Wire;

/// <summary>The gateway's sockets to the vendor deliver nothing once they are closed.</summary>
public sealed class VendorSocketTests
{
    [Fact]
    public async Task A_gateway_that_is_killed_resets_its_connections_to_the_vendor()
    {
        await using ServingGateway serving = new();
        await serving.InitializeAsync();
        (await serving.SendAsync("PUT", "/clients/1001", """{"client":{"alias":"the raven"}}""")).Status.ShouldBe(200);
        serving.Vendor.Resets.ShouldBe(0);

        await serving.Process.KillAsync();

        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        while (serving.Vendor.Resets == 0 && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            serving.Vendor.OpenConnections.ShouldBeGreaterThan(0, "it was closed, not reset: what was unsent is still delivered");
        }

        serving.Vendor.Resets.ShouldBe(1);
    }
}
