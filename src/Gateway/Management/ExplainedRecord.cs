namespace HmisGateway.Management;

/// <summary>One record of an explained request.</summary>
/// <param name="Pointer">Where it stands; the empty pointer for the whole payload.</param>
/// <param name="Kind">What kind of record.</param>
/// <param name="Operation">What the request does with it.</param>
/// <param name="Locked">True when it asks to be locked, private or restricted.</param>
/// <param name="References">The references that count for it: scheme, role and place, never the value.</param>
/// <param name="Choices">For each client it leads to, what this agency's own documents say: <c>full</c>, <c>limited</c>, <c>none</c>, <c>expired</c> or <c>not_on_file</c>.</param>
internal sealed record ExplainedRecord(
    string Pointer, string Kind, string Operation, bool Locked, IReadOnlyList<string> References, IReadOnlyList<string> Choices)
{
    /// <summary>Why it would be taken out of its list and kept; null where it would not.</summary>
    public string? Code { get; init; }
}
