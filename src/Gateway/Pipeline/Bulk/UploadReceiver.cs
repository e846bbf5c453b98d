using System.IO.Pipelines;
using HmisGateway.Faults;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Profiles;
using HmisGateway.Storage.Spools;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>Step 1 for uploads: which requests are uploads can be told from their head, and their bodies go into a spool instead of memory.</summary>
internal sealed class UploadReceiver(VendorDirectory vendors, SpoolFolder spools)
{
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
        try
        {
            PipeReader reader = request.BodyReader;
            while (true)
            {
                FaultPoint.Pass(FaultOperation.AgencyReceive);
                ReadResult read = await reader.ReadAsync(cancellationToken);
                bool fits = upload.Length + read.Buffer.Length <= limit;
                if (fits)
                {
                    foreach (ReadOnlyMemory<byte> segment in read.Buffer)
                    {
                        upload.Append(segment.Span);
                    }
                }

                reader.AdvanceTo(read.Buffer.End);
                if (!fits)
                {
                    upload.Dispose();
                    return null;
                }

                if (read.IsCompleted)
                {
                    upload.Complete();
                    return upload;
                }
            }
        }
        catch
        {
            upload.Dispose();
            throw;
        }
    }
}
