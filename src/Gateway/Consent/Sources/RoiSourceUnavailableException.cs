namespace HmisGateway.Consent.Sources;

/// <summary>The outside source of ROIs cannot be asked, or answers what cannot be understood. Nothing is forwarded.</summary>
internal sealed class RoiSourceUnavailableException : IOException
{
    /// <summary>Not used.</summary>
    public RoiSourceUnavailableException()
    {
    }

    /// <summary>Says what happened, without anything of the answer.</summary>
    public RoiSourceUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Says what happened, and the fault of the connection.</summary>
    public RoiSourceUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
