using HmisGateway.Policy.Payloads;

namespace HmisGateway.Pipeline.Receiving;

/// <summary>What became of a body's content encoding. A closed result.</summary>
internal abstract record ContentDecoding
{
    private ContentDecoding()
    {
    }

    /// <summary>There was none; the body is what it is.</summary>
    public sealed record Identity : ContentDecoding
    {
        /// <summary>The only instance.</summary>
        public static readonly Identity Instance = new();
    }

    /// <summary>One layer was taken off.</summary>
    /// <param name="Body">The decoded bytes; the caller disposes them.</param>
    public sealed record Decoded(CapturedBody Body) : ContentDecoding;

    /// <summary>It cannot be decoded in one way only, or not within the limits.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Refused(UnreadableReason Reason) : ContentDecoding;
}
