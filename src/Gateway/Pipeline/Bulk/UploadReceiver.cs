using HmisGateway.Pipeline.Deciding;
using HmisGateway.Pipeline.Receiving;
using HmisGateway.Policy.Profiles;
using HmisGateway.Storage.Spools;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>Step 1 for uploads: which requests are uploads can be told from their head, and their bodies go into a spool instead of memory.</summary>
internal sealed class UploadReceiver(VendorDirectory vendors, SpoolFolder spools)
{
    /// <summary>Whether a request may be an upload by its content type alone, so that no other request is looked at twice.</summary>
    public static bool HasContentType(string? contentType) => VendorProfile.IsUploadType(contentType);

    /// <summary>Whether a rule for uploads covers a request, as far as its head tells.</summary>
    public bool IsUpload(InspectedRequest request) =>
        request.FrontProblem is null
        && RequestTarget.Parse(request.RawTarget) is RequestTargetReading.Canonical { Target: { } target }
        && vendors.Find(request.Host, target) is { } destination
        && destination.Vendor.Classify(request.Method, destination.Target, request.ContentType, hasBody: true) is RouteClassification.Matched { Rule.Body: BodyFormat.HudCsv };

    /// <summary>Takes the body in.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">Most bytes that are taken.</param>
    /// <param name="cancellationToken">Cancelled when the agency system goes away.</param>
    /// <returns>The upload, or null when it is larger than <paramref name="limit"/>.</returns>
    /// <exception cref="IOException">The body was broken off or is not framed as HTTP says.</exception>
    /// <exception cref="SpoolException">The disk takes nothing.</exception>
    public async ValueTask<Upload?> ReceiveAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        Upload upload = new(spools.Create());
        if (!await BodyCapture.TryReadAsync(request, upload, limit, cancellationToken))
        {
            return null;
        }

        upload.Complete();
        return upload;
    }
}
