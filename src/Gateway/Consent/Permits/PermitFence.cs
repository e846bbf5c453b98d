using HmisGateway.Faults;

namespace HmisGateway.Consent.Permits;

/// <summary>The fence of a storage that several replicas share: permits are rows in it.</summary>
/// <remarks>
/// A forward commits its permit, then reads the choices; a choice is committed, then the permits are read. Whichever comes second sees the
/// first, so that nothing has to be denied while a choice is being committed. See decision 0025.
/// </remarks>
internal sealed class PermitFence(IPermitTable table, PermitDesk desk, FenceOptions options, IBootClock clock, TimeProvider time) : IConsentFence
{
    /// <inheritdoc/>
    public bool HasDeadlines => true;

    /// <inheritdoc/>
    public async ValueTask<IFencePass?> EnterAsync(FencedForward forward, CancellationToken cancellationToken)
    {
        FaultPoint.Pass(FaultOperation.PermitGrant);
        PermitPass pass = await desk.GrantAsync(forward, cancellationToken);
        try
        {
            FaultPoint.Pass(FaultOperation.PermitGranted);
            return pass;
        }
        catch
        {
            pass.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IFenceClosing> CloseAsync(FenceScope scope, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IFenceClosing>(new PermitClosing(scope, table, desk, options, clock, time));
    }
}
