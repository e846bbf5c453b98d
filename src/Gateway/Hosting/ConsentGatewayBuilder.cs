namespace HmisGateway.Hosting;

/// <summary>Chooses the storage of a consent gateway; see <see cref="ConsentGatewayServices.AddConsentGateway"/>.</summary>
/// <param name="Services">The services that are being registered.</param>
internal sealed record ConsentGatewayBuilder(IServiceCollection Services);
