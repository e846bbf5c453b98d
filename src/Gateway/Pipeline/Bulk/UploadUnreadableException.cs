using HmisGateway.Policy.Payloads;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>An upload turned out not to be readable in one way only; it is kept whole.</summary>
internal sealed class UploadUnreadableException : Exception
{
    /// <summary>Creates the exception.</summary>
    public UploadUnreadableException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public UploadUnreadableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public UploadUnreadableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="reason">Why.</param>
    public UploadUnreadableException(UnreadableReason reason)
        : base($"The upload cannot be read: {reason}.") => Reason = reason;

    /// <summary>Why it cannot be read.</summary>
    public UnreadableReason Reason { get; } = UnreadableReason.ReaderFault;
}
