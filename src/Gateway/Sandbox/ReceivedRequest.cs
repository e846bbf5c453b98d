namespace HmisGateway.Sandbox;

/// <summary>A request exactly as the simulated vendor received it.</summary>
/// <param name="Sequence">1 for the first since the start; clearing does not reset it.</param>
/// <param name="ReceivedAt">When its headers were complete.</param>
/// <param name="Method">The method.</param>
/// <param name="Target">The request target as it stood in the request line.</param>
/// <param name="Headers">Names and values in the order and spelling in which they came.</param>
/// <param name="Body">The body, without transfer coding.</param>
/// <param name="IsComplete">False while the body is still coming and when it broke off; such a request got no answer.</param>
internal sealed record ReceivedRequest(
    long Sequence,
    DateTimeOffset ReceivedAt,
    string Method,
    string Target,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    byte[] Body,
    bool IsComplete);
