namespace HmisGateway.Storage;

/// <summary>
/// The commit itself failed: whether the change is in the database will be known after a restart only. Every other failure of a write
/// says that nothing of it was kept.
/// </summary>
internal sealed class CommitOutcomeUnknownException : IOException
{
    public CommitOutcomeUnknownException()
    {
    }

    public CommitOutcomeUnknownException(string message)
        : base(message)
    {
    }

    public CommitOutcomeUnknownException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
