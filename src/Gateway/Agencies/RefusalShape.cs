namespace HmisGateway.Agencies;

/// <summary>How an agency's system is told on the vendor's paths that something was not forwarded. The numbers are stored and never change.</summary>
internal enum RefusalShape
{
    /// <summary>As a problem document, RFC 9457.</summary>
    Problem = 1,

    /// <summary>In the error shape of the vendor's profile, so that the text shows on the case worker's screen.</summary>
    Vendor = 2,
}
