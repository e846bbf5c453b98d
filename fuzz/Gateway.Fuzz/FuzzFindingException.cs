namespace HmisGateway.Fuzz;

/// <summary>A reader broke a promise.</summary>
internal sealed class FuzzFindingException : Exception
{
    /// <summary>Creates the exception.</summary>
    public FuzzFindingException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which promise.</param>
    public FuzzFindingException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which promise.</param>
    /// <param name="innerException">What came out of the reader.</param>
    public FuzzFindingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
