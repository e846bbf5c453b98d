namespace HmisGateway.Pipeline.Forwarding;

/// <summary>A request reached the final transform without a permit. Something is wired wrongly; nothing was sent.</summary>
internal sealed class PermitMissingException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    public PermitMissingException()
        : base("A request without a forward permit reached the vendor transform. Is ConsentGateMiddleware in the pipeline?")
    {
    }

    /// <summary>Creates the exception.</summary>
    public PermitMissingException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public PermitMissingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
