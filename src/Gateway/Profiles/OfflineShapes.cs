using HmisGateway.Agencies;
using HmisGateway.Hosting;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Pipeline.Receiving;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Profiles.Drafting;
using HmisGateway.Telemetry;
using Microsoft.Extensions.Options;

namespace HmisGateway.Profiles;

/// <summary>What the held items look like that no rule covered. Their values never leave this class.</summary>
internal sealed class OfflineShapes(IOfflineQueue queue, ItemSealer sealer, AgencyDirectory agencies, VendorDirectory vendors, IOptions<GatewayOptions> options)
{
    private const int PageSize = 500;

    private static readonly string Unclassified = DivertCode.RouteUnclassified.ToWire();

    /// <summary>Reads all of them.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>For each item the vendor that it was for, or null, and its shape.</returns>
    public async Task<IReadOnlyList<(Vendor? Vendor, ShapeReading Shape)>> ReadAsync(CancellationToken cancellationToken)
    {
        List<(Vendor?, ShapeReading)> shapes = [];
        foreach (AgencyListing listing in await agencies.ListAsync(cancellationToken))
        {
            string agency = listing.Agency.Id;
            Guid? after = null;
            IReadOnlyList<OfflineItem> page;
            do
            {
                page = await queue.ListAsync(new OfflineQuery(agency, after, PageSize, Client: null, Unclassified, OfflineStatus.Held), cancellationToken);
                foreach (OfflineItem listed in page)
                {
                    if (await queue.ReadAsync(agency, listed.Receipt, cancellationToken) is { Status: OfflineStatus.Held } item)
                    {
                        shapes.Add(ShapeOf(item));
                    }
                }

                after = page.Count == 0 ? null : page[^1].Receipt;
            }
            while (page.Count == PageSize);
        }

        return shapes;
    }

    private (Vendor? Vendor, ShapeReading Shape) ShapeOf(OfflineItem item)
    {
        (byte[] detailBytes, byte[] content) = sealer.Open(item);
        OfflineDetails details = OfflineDetails.Read(detailBytes);
        Vendor? vendor = vendors.All.FirstOrDefault(one => one.Name == details.Vendor);
        using CapturedBody body = new(content.Length);
        body.Append(content);
        ContentDecoding decoding = ContentDecoder.Decode(details.ContentEncoding, body, options.Value.MaxRequestBodyBytes);
        using CapturedBody? decoded = (decoding as ContentDecoding.Decoded)?.Body;
        string target = vendor?.Options.PathPrefix is { Length: > 0 } prefix && details.Target.StartsWith(prefix, StringComparison.Ordinal)
            ? details.Target[prefix.Length..]
            : details.Target;
        return (vendor, decoding is ContentDecoding.Refused
            ? new ShapeReading.LeftOut("a content encoding that cannot be taken off")
            : RequestShapeReader.Read(details.Method, target.StartsWith('/') ? target : "/" + target, details.ContentType, (decoded ?? body).Span));
    }
}
