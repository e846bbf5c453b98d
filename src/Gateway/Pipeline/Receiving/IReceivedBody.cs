namespace HmisGateway.Pipeline.Receiving;

/// <summary>Takes a request body in, wherever it keeps it.</summary>
internal interface IReceivedBody
{
    /// <summary>How many bytes came.</summary>
    long Received { get; }

    /// <summary>Takes a copy of the next bytes.</summary>
    void Append(ReadOnlySpan<byte> bytes);
}
