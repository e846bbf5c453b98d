namespace HmisGateway.Experiments;

/// <summary>An experiment could not be carried out. Says nothing about the gateway's promises.</summary>
internal sealed class ExperimentFailedException : Exception
{
    public ExperimentFailedException()
    {
    }

    public ExperimentFailedException(string message)
        : base(message)
    {
    }

    public ExperimentFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
