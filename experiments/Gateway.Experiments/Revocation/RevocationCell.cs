using HmisGateway.Faults;

namespace HmisGateway.Experiments.Revocation;

/// <summary>A variation of the experiment.</summary>
/// <param name="Replicas">How many gateways work on the database.</param>
/// <param name="Point">How far the forwards have come.</param>
/// <param name="Fault">What strikes.</param>
internal sealed record RevocationCell(int Replicas, RevocationPoint Point, RevocationFault Fault)
{
    /// <summary>The point at which the gateway is held, or null when the vendor's behaviour makes the point.</summary>
    public FaultOperation? HeldAt => Point switch
    {
        RevocationPoint.AfterDecision => FaultOperation.PermitGrant,
        RevocationPoint.AfterPermit => FaultOperation.PermitGranted,
        _ => null,
    };

    /// <summary>Which of the vendors the forwards go to.</summary>
    /// <param name="answersLate">True when the vendor that has everything answers while the choice waits, and not never.</param>
    public string VendorFor(bool answersLate) => (Point, Fault) switch
    {
        (_, RevocationFault.Slow) => Deployment.SlowVendor,
        (RevocationPoint.MidBody, _) => Deployment.StalledVendor,
        (RevocationPoint.BeforeAnswer, _) => answersLate ? Deployment.LateVendor : Deployment.HoldingVendor,
        _ => Deployment.AnsweringVendor,
    };

    /// <summary>True when the vendor says how much has arrived and leaves it there.</summary>
    public bool IsStalled => Fault == RevocationFault.Slow || Point == RevocationPoint.MidBody;

    /// <summary>True when a write may be answered <c>503</c>, or not at all.</summary>
    public bool MayRefuse => Fault is not (RevocationFault.None or RevocationFault.Slow or RevocationFault.Clock);

    /// <summary>The point as it stands in the tables.</summary>
    public static string Word(RevocationPoint point) => point switch
    {
        RevocationPoint.AfterDecision => "after decision",
        RevocationPoint.AfterPermit => "after permit",
        RevocationPoint.MidBody => "mid-body",
        RevocationPoint.BeforeAnswer => "before answer",
        _ => throw new ArgumentOutOfRangeException(nameof(point)),
    };

    /// <summary>The fault as it stands in the tables.</summary>
    public static string Word(RevocationFault fault) => fault switch
    {
        RevocationFault.None => "none",
        RevocationFault.Stop => "SIGSTOP past the lease",
        RevocationFault.Kill => "kill -9",
        RevocationFault.Terminate => "sessions terminated",
        RevocationFault.Promote => "standby promoted",
        RevocationFault.Cut => "network to the database cut",
        RevocationFault.Slow => "vendor reads 1 byte/s",
        RevocationFault.Clock => "wall clock +1 h",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
