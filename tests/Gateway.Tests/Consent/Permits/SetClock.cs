using HmisGateway.Consent.Permits;

namespace HmisGateway.Tests.Consent.Permits;

/// <summary>A clock that a test sets.</summary>
internal sealed class SetClock : IBootClock
{
    private TimeSpan _now;

    public TimeSpan Now
    {
        get
        {
            Looks++;
            return _now += AdvanceWithEachLook;
        }
        set => _now = value;
    }

    /// <summary>How often it was looked at.</summary>
    public int Looks { get; private set; }

    /// <summary>How much time each look takes.</summary>
    public TimeSpan AdvanceWithEachLook { get; set; }
}
