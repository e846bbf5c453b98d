namespace HmisGateway.Experiments.Revocation;

/// <summary>What strikes while forwards are on their way.</summary>
internal enum RevocationFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The forwarding replica is stopped (<c>SIGSTOP</c>) until its permits have expired, and goes on after the choice was acknowledged.</summary>
    Stop,

    /// <summary>The forwarding replica is killed (<c>SIGKILL</c>), and started again.</summary>
    Kill,

    /// <summary>The server ends every session of the forwarding replica.</summary>
    Terminate,

    /// <summary>The database server is stopped at once, and its standby promoted.</summary>
    Promote,

    /// <summary>Nothing passes between the forwarding replica and the database, until after the choice was acknowledged.</summary>
    Cut,

    /// <summary>The vendor reads one byte a second.</summary>
    Slow,

    /// <summary>The wall clock of the server, of the forwarding replica, or of both jumps an hour ahead.</summary>
    Clock,
}
