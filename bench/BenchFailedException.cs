namespace HmisGateway.Bench;

/// <summary>The measurement cannot go on; the message says what, where and what to do, and is printed without a stack trace.</summary>
internal sealed class BenchFailedException : Exception
{
    public BenchFailedException()
    {
    }

    public BenchFailedException(string message)
        : base(message)
    {
    }

    public BenchFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>True when an answer was not the expected one, which is a finding about the gateway and not a fault of the bench.</summary>
    public bool IsWrongAnswer { get; init; }
}
