namespace HmisGateway.Consent.Permits;

/// <summary>A clock of this machine that is never set, and counts the time in which the machine slept.</summary>
internal interface IBootClock
{
    /// <summary>The time since some moment that is the same for every process of the machine.</summary>
    TimeSpan Now { get; }
}
