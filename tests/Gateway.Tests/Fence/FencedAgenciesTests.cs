using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;
using HmisGateway.Testing;
using HmisGateway.Tests.AgencyApi;

namespace HmisGateway.Tests.Fence;

public sealed class FencedAgenciesTests : IAsyncLifetime
{
    private GatewayUnderTest _gateway = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _gateway = await GatewayUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Disabling_an_agency_is_answered_when_nothing_of_it_is_in_flight()
    {
        await _gateway.AddAgencyAsync("north");
        await _gateway.AddAgencyAsync("south");
        using IFencePass south = await EnterAsync("south");
        IFencePass north = await EnterAsync("north");

        Task<DrainResult?> disabling = _gateway.Get<FencedAgencies>().DisableAsync("north", Stop);
        await Eventually.HoldsAsync(() => _gateway.Get<AgencyDirectory>().Find("north")!.IsDisabled);

        disabling.IsCompleted.ShouldBeFalse();
        north.Dispose();
        (await disabling).ShouldBe(DrainResult.Explicit);
    }

    [Fact]
    public async Task A_forward_of_a_disabled_agency_that_does_not_end_is_reset()
    {
        await _gateway.AddAgencyAsync("north");
        IFencePass north = await EnterAsync("north");
        using CancellationTokenRegistration reset = north.Revoked.Register(north.Dispose);

        Task<DrainResult?> disabling = _gateway.Get<FencedAgencies>().DisableAsync("north", Stop);
        await Eventually.HoldsAsync(() =>
        {
            _gateway.Time.Advance(TimeSpan.FromSeconds(5));
            return disabling.IsCompleted;
        });

        (await disabling).ShouldBe(DrainResult.Cancelled);
    }

    [Fact]
    public async Task An_agency_that_does_not_exist_closes_nothing()
    {
        (await _gateway.Get<FencedAgencies>().DisableAsync("nobody", Stop)).ShouldBeNull();
        using IFencePass pass = await EnterAsync("nobody");
    }

    private async Task<IFencePass> EnterAsync(string agency) => (await _gateway.Get<IConsentFence>().EnterAsync(
        new FencedForward([new PersonId(1)], agency, "hmis", SweptIdentifiers.None), Stop)).ShouldNotBeNull();
}
