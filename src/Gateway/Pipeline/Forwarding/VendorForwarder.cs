using System.Net;
using HmisGateway.Pipeline.Deciding;
using Yarp.ReverseProxy.Forwarder;

namespace HmisGateway.Pipeline.Forwarding;

/// <summary>Step 8a: YARP sends exactly the inspected bytes, or the rebuilt ones. The end of the pipeline; the gate stands before it.</summary>
internal sealed class VendorForwarder(
    IHttpForwarder forwarder, VendorConnections connections, VendorDirectory vendors, PermitTransformer transformer)
{
    /// <summary>Forwards the request. How it ended is told to the <see cref="IForwardFeature"/>.</summary>
    public async Task ForwardAsync(HttpContext context)
    {
        // Without the gate there is no feature; the transform then refuses, whatever the destination.
        IForwardFeature? forward = context.Features.Get<IForwardFeature>();
        Vendor vendor = forward?.Destination.Vendor ?? vendors.All[0];
        ForwarderRequestConfig config = new()
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            ActivityTimeout = vendor.Options.Timeout,
        };
        ForwarderError error = await forwarder.SendAsync(
            context, vendor.BaseAddress, connections.For(vendor, forward?.AgencyId ?? ""), config, transformer);
        Exception? exception = context.GetForwarderErrorFeature()?.Exception;
        ForwardResult result = error switch
        {
            ForwarderError.None => ForwardResult.Answered,
            ForwarderError.RequestCreation => ForwardResult.RefusedWithoutPermit,
            _ when ForwardFailure.NothingWasSent(exception) => ForwardResult.NothingSent,
            _ => ForwardResult.OutcomeUnknown,
        };
        if (forward is not null)
        {
            forward.Result = result;
        }
        else if (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }
}
