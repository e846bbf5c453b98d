using HmisGateway.Agencies;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Profiles;
using Microsoft.AspNetCore.Http.Features;

namespace HmisGateway.Pipeline.Answers;

/// <summary>Finds the error shape for agencies that want refusals to look like the vendor's own errors.</summary>
internal sealed class VendorEnvelopes(VendorDirectory vendors)
{
    /// <summary>Sets <see cref="IErrorEnvelopeFeature"/> for an agency that wants it.</summary>
    public void Attach(HttpContext context, Agency agency)
    {
        if (agency.Refusal == RefusalShape.Vendor)
        {
            context.Features.Set<IErrorEnvelopeFeature>(new Lookup(vendors, context));
        }
    }

    /// <summary>Looks when an answer is written: most requests need none.</summary>
    private sealed class Lookup(VendorDirectory vendors, HttpContext context) : IErrorEnvelopeFeature
    {
        /// <inheritdoc/>
        public ErrorEnvelope? Envelope => Find()?.Profile.ErrorEnvelope;

        private Vendor? Find() =>
            RequestTarget.Parse(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget) is RequestTargetReading.Canonical { Target: { } target }
                ? vendors.Find(context.Request.Host.Host, target)?.Vendor
                : vendors.All.Count == 1 ? vendors.All[0] : null;
    }
}
