using HmisGateway.Consent.Permits;

namespace HmisGateway.Tests.Consent.Permits;

/// <summary>The permits as a replica has them whose connection to the server can be cut.</summary>
internal sealed class CutPermitTable(IPermitTable inner) : IPermitTable
{
    private volatile bool _isCut;

    /// <summary>True from when on nothing reaches the server.</summary>
    public bool IsCut
    {
        get => _isCut;
        set => _isCut = value;
    }

    public string Timeline => inner.Timeline;

    private IPermitTable Inner => _isCut ? throw new IOException("cut on purpose") : inner;

    public ValueTask<PermitRoundResult> ExchangeAsync(PermitRound round, CancellationToken cancellationToken) => Inner.ExchangeAsync(round, cancellationToken);

    public ValueTask<PermitView> ReadAsync(bool withSwept, CancellationToken cancellationToken) => Inner.ReadAsync(withSwept, cancellationToken);

    public ValueTask<PermitsLeft> FindAsync(IReadOnlyCollection<Guid> permits, CancellationToken cancellationToken) =>
        Inner.FindAsync(permits, cancellationToken);

    public ValueTask RevokeAsync(IReadOnlyCollection<Guid> permits, CancellationToken cancellationToken) => Inner.RevokeAsync(permits, cancellationToken);

    public ValueTask RemoveRevokedAsync(IReadOnlyCollection<Guid> permits, CancellationToken cancellationToken) =>
        Inner.RemoveRevokedAsync(permits, cancellationToken);

    public ValueTask RemoveAsync(IReadOnlyCollection<(Guid Permit, int Renewals)> permits, CancellationToken cancellationToken) =>
        Inner.RemoveAsync(permits, cancellationToken);

    public ValueTask ConfirmAsync(string timeline, CancellationToken cancellationToken) => Inner.ConfirmAsync(timeline, cancellationToken);

    public ValueTask RelyOnAsync(string timeline, CancellationToken cancellationToken) => Inner.RelyOnAsync(timeline, cancellationToken);
}
