namespace HmisGateway.Keys;

/// <summary>What came of opening the key ring. A closed result.</summary>
internal abstract record KeyRingOpening
{
    private KeyRingOpening()
    {
    }

    /// <summary>It is open.</summary>
    /// <param name="Ring">The key ring; the caller disposes it.</param>
    /// <param name="WasCreated">True when new keys were made: say so, and that they must be backed up apart from the data.</param>
    public sealed record Opened(KeyRing Ring, bool WasCreated) : KeyRingOpening;

    /// <summary>It was not opened, and nothing was changed.</summary>
    /// <param name="Fault">Why.</param>
    /// <param name="Explanation">What is wrong and what to do, for the operator.</param>
    public sealed record Refused(KeyRingFault Fault, string Explanation) : KeyRingOpening;
}
