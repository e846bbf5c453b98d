using HmisGateway.Policy.Profiles;

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
        /// <summary>What the request does; null when it does what its rule says.</summary>
        public Operation? Operation { get; init; }

        /// <summary>Every identifier that stands anywhere in the request, whatever the rule looks for.</summary>
        /// <value>The default is none: the request was read without a sweep.</value>
        public SweptIdentifiers Swept { get; init; } = SweptIdentifiers.None;

        /// <summary>True when it holds a file whose bytes are no text, so that nobody can say whom they mention.</summary>
        public bool HasOpaque { get; init; }

        /// <summary>What is forwarded in place of the body that came.</summary>
        /// <value>The default is null: the bytes that were read are forwarded.</value>
        public RebuiltBody? Rebuilt { get; init; }
    }

    /// <summary>A part of the payload does something for which the profile has no rule.</summary>
    /// <param name="Part">What the vendor's API calls it.</param>
    public sealed record NotCovered(string Part) : PayloadReading;

    /// <summary>The payload is ambiguous, malformed, unsupported or too large to inspect.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Offset">Byte at which it was noticed, or -1.</param>
    public sealed record Unreadable(UnreadableReason Reason, long Offset = -1) : PayloadReading;
}
