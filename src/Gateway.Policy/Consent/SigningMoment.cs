namespace HmisGateway.Policy.Consent;

/// <summary>When a ROI was signed: an instant, or some moment of a day.</summary>
/// <param name="From">First instant it may have been.</param>
/// <param name="To">Last instant it may have been; equal to <paramref name="From"/> for a date-time.</param>
public readonly record struct SigningMoment(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>True when this was certainly signed after <paramref name="other"/>.</summary>
    /// <param name="other">The other moment.</param>
    /// <returns>False when they may be the same moment or the order is unknown.</returns>
    public bool IsWhollyAfter(SigningMoment other) => From > other.To;
}
