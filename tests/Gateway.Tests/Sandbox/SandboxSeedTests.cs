using HmisGateway.Consent;
using HmisGateway.Sandbox;
using HmisGateway.Tests.AgencyApi;

namespace HmisGateway.Tests.Sandbox;

public sealed class SandboxSeedTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(23)]
    public async Task The_expired_client_is_expired_at_any_hour_also_when_it_is_tomorrow_in_Greenwich(int hour)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync();
        gateway.Time.SetUtcNow(new DateTimeOffset(2026, 11, 2, hour, 30, 0, TimeSpan.FromHours(-6)).ToUniversalTime());

        await SandboxSeed.ApplyAsync(gateway.Get<IServiceProvider>(), GatewayUnderTest.Stop);

        (await gateway.Get<RoiReader>().ReadAsync(SandboxSeed.AgencyId, "expired-1", GatewayUnderTest.Stop))!.Current.EndsOn.ShouldBe(new DateOnly(2026, 11, 1));
    }
}
