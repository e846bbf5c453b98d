namespace HmisGateway.Consent.Permits;

/// <summary>Until when a forward may hand bytes to the vendor's connection, and which one that is. The deadline moves when the permit is renewed.</summary>
/// <param name="clock">The clock; null for a forward without a deadline.</param>
/// <param name="margin">How long after the deadline the permit still holds.</param>
internal sealed class SendDeadline(IBootClock? clock, TimeSpan margin = default)
{
    private static readonly AsyncLocal<SendDeadline?> s_current = new();
    private long _until = long.MinValue;
    private volatile bool _isEnded;
    private volatile ISendConnection? _connection;

    /// <summary>The deadline of the request that this code sends; null outside a request.</summary>
    public static SendDeadline? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    /// <summary>True when nothing more may be sent.</summary>
    public bool HasPassed => _isEnded || HasLapsed;

    /// <summary>True when the permit was not renewed in time: another replica may take this process for ended, and have said that nobody knows the outcome.</summary>
    public bool HasLapsed => clock?.Now.Ticks >= Volatile.Read(ref _until);

    /// <summary>
    /// True when the permit itself has expired. Asked after a write: bytes may have been handed over when a choice had stopped waiting for this forward.
    /// </summary>
    public bool HasExpired => clock?.Now.Ticks >= Volatile.Read(ref _until) + margin.Ticks;

    /// <summary>True when a write was seen to have ended after that.</summary>
    public bool WasOverrun { get; private set; }

    /// <summary>Notes that a write has ended after the permit had expired.</summary>
    public void NoteOverrun() => WasOverrun = true;

    /// <summary>The request is sent on this connection.</summary>
    public void Use(ISendConnection connection) => _connection = connection;

    /// <summary>The whole answer was read: nothing of the request may be on its way any more.</summary>
    public void EnsureDelivered() => _connection?.EnsureDelivered(this);

    /// <summary>Ends it, and resets the connection if that still sends this request.</summary>
    public void Reset()
    {
        End();
        _connection?.Reset(this);
    }

    /// <summary>The forward is over: its connection may send another request already, and is let alone from now on.</summary>
    public void Release()
    {
        // In this order: who finds that nothing more may be sent finds no connection to reset.
        _connection = null;
        End();
    }

    /// <summary>Sets the moment; it never moves back.</summary>
    public void Extend(TimeSpan until)
    {
        long seen = Volatile.Read(ref _until);
        while (until.Ticks > seen)
        {
            long before = Interlocked.CompareExchange(ref _until, until.Ticks, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    /// <summary>Ends it at once and for good.</summary>
    public void End() => _isEnded = true;
}
