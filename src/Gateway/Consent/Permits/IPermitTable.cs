namespace HmisGateway.Consent.Permits;

/// <summary>The permits of all replicas, in the storage that they share.</summary>
internal interface IPermitTable
{
    /// <summary>The timeline of the server on which everything is that this process has committed.</summary>
    string Timeline { get; }

    /// <summary>Grants, renews and releases, in one commit; then reads what others have committed.</summary>
    /// <remarks>Called by one caller at a time. Whatever it throws, nothing was granted that may be used.</remarks>
    ValueTask<PermitRoundResult> ExchangeAsync(PermitRound round, CancellationToken cancellationToken);

    /// <summary>Reads every permit.</summary>
    /// <param name="withSwept">Whether what stands in the requests is wanted too.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    ValueTask<PermitView> ReadAsync(bool withSwept, CancellationToken cancellationToken);

    /// <summary>Which of these permits are still there.</summary>
    ValueTask<PermitsLeft> FindAsync(IReadOnlyCollection<Guid> permits, CancellationToken cancellationToken);

    /// <summary>Marks permits: their holders stop, and none of them is renewed any more once this has returned.</summary>
    ValueTask RevokeAsync(IReadOnlyCollection<Guid> permits, CancellationToken cancellationToken);

    /// <summary>Removes permits that are marked, and have expired since.</summary>
    ValueTask RemoveRevokedAsync(IReadOnlyCollection<Guid> permits, CancellationToken cancellationToken);

    /// <summary>Removes permits that have expired, unless they were renewed meanwhile.</summary>
    ValueTask RemoveAsync(IReadOnlyCollection<(Guid Permit, int Renewals)> permits, CancellationToken cancellationToken);

    /// <summary>Makes sure that the server has everything that this process has committed.</summary>
    /// <param name="timeline">The timeline on which the server was seen.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="InvalidDataException">Another server was promoted, which lacks some of it.</exception>
    ValueTask ConfirmAsync(string timeline, CancellationToken cancellationToken);

    /// <summary>From now on a server on this timeline has every permit: a lifetime was waited since it was seen first.</summary>
    ValueTask RelyOnAsync(string timeline, CancellationToken cancellationToken);
}
