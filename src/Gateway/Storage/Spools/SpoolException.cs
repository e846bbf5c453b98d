namespace HmisGateway.Storage.Spools;

/// <summary>The spool cannot be written or read: the disk is full or failing.</summary>
internal sealed class SpoolException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SpoolException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public SpoolException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public SpoolException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
