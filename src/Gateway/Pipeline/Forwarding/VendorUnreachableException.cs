namespace HmisGateway.Pipeline.Forwarding;

/// <summary>No connection to the vendor: nothing was sent.</summary>
internal sealed class VendorUnreachableException : IOException
{
    /// <summary>Creates the exception.</summary>
    public VendorUnreachableException()
        : base("No connection to the vendor.")
    {
    }

    /// <summary>Creates the exception.</summary>
    public VendorUnreachableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public VendorUnreachableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
