namespace HmisGateway.Policy.Payloads;

/// <summary>What a payload reader found. A closed result: all records, or the reason why it cannot be read in one way only.</summary>
public abstract record PayloadReading
{
    private PayloadReading()
    {
    }

    /// <summary>The payload was read completely and unambiguously.</summary>
    /// <param name="Records">At least one record.</param>
    public sealed record Readable(IReadOnlyList<PayloadRecord> Records) : PayloadReading
    {
        /// <summary>Every identifier that stands anywhere in the request, whatever the rule looks for.</summary>
        /// <value>The default is none: the request was read without a sweep.</value>
        public SweptIdentifiers Swept { get; init; } = SweptIdentifiers.None;
    }

    /// <summary>The payload is ambiguous, malformed, unsupported or too large to inspect.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Offset">Byte at which it was noticed, or -1.</param>
    public sealed record Unreadable(UnreadableReason Reason, long Offset = -1) : PayloadReading;
}
