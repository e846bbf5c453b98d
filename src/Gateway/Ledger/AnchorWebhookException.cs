namespace HmisGateway.Ledger;

/// <summary>The endpoint of an anchor did not do what was asked. Its message says what happened and holds no secret.</summary>
internal sealed class AnchorWebhookException : IOException
{
    /// <summary>Creates the exception.</summary>
    public AnchorWebhookException()
        : base("The endpoint of the anchor failed.")
    {
    }

    /// <summary>Creates the exception.</summary>
    public AnchorWebhookException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public AnchorWebhookException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
