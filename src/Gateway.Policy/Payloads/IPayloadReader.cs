namespace HmisGateway.Policy.Payloads;

/// <summary>
/// Reads one payload that is pushed in as spans, so that a 1 KB note and a 1 GB export use the same code. An instance reads one
/// payload at a time and can be reset; it is not safe for concurrent use.
/// </summary>
public interface IPayloadReader
{
    /// <summary>Takes the next bytes of the payload.</summary>
    /// <param name="bytes">Any number of bytes, also none. They are not kept by reference.</param>
    void Push(ReadOnlySpan<byte> bytes);

    /// <summary>Ends the payload.</summary>
    /// <returns>All records, or why the payload cannot be read in one way only.</returns>
    PayloadReading Complete();
}
