namespace HmisGateway.Policy.Profiles;

/// <summary>A part of a vendor's ROI record.</summary>
internal enum RoiPart
{
    /// <summary>What the client chose.</summary>
    Choice,

    /// <summary>The day from which it holds.</summary>
    SignedOn,

    /// <summary>The last day it holds.</summary>
    EndsOn,
}
