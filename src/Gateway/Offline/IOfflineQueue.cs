using HmisGateway.Ledger;

namespace HmisGateway.Offline;

/// <summary>The encrypted offline queue. Another agency's receipts answer like receipts that do not exist.</summary>
internal interface IOfflineQueue
{
    /// <summary>The contents of all open items.</summary>
    OpenContents Open { get; }

    /// <summary>
    /// Stores an item, or joins it to a held one with the same content; durable, with its ledger event, when the task completes. An item
    /// in doubt, and one without content key, joins nothing.
    /// </summary>
    /// <param name="item">The item.</param>
    /// <param name="evidence">The event of the item.</param>
    /// <param name="claim">The <c>Idempotency-Key</c> that came with it, or null.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    ValueTask<ItemKeeping> StoreAsync(OfflineItem item, LedgerEvent evidence, IdempotencyClaim? claim, CancellationToken cancellationToken);

    /// <summary>Stores an item that came without <c>Idempotency-Key</c>.</summary>
    ValueTask<ItemKeeping> StoreAsync(OfflineItem item, LedgerEvent evidence, CancellationToken cancellationToken) =>
        StoreAsync(item, evidence, claim: null, cancellationToken);

    /// <summary>Stores a piece of a large content; durable when the task completes. Without its item, stored later, it is removed at the next start.</summary>
    ValueTask StorePieceAsync(Guid receipt, int number, byte[] sealedPiece, CancellationToken cancellationToken);

    /// <summary>Removes the pieces whose item was never stored: nobody was told of them. Call before the first request is taken.</summary>
    ValueTask RemoveUnfinishedAsync(CancellationToken cancellationToken);

    /// <summary>Reads a piece of a large content.</summary>
    /// <exception cref="InvalidDataException">It is missing.</exception>
    ValueTask<byte[]> ReadPieceAsync(Guid receipt, int number, CancellationToken cancellationToken);

    /// <summary>The receipt of the oldest held item of an agency with this content, or null.</summary>
    ValueTask<Guid?> FindHeldAsync(string agencyId, ContentKey content, CancellationToken cancellationToken);

    /// <summary>Lists what was taken out of a request for each client, oldest first, without content.</summary>
    ValueTask<IReadOnlyList<OfflineItem>> ListPartsAsync(string agencyId, Guid parent, Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>Joins an attempt to the oldest item with the same content and the status it asks for, without a sealed copy.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="evidence">Its event, to which the receipt is added.</param>
    /// <param name="claim">The <c>Idempotency-Key</c> that came with it, or null.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>Null when there is no such item; then nothing was changed.</returns>
    ValueTask<ItemKeeping?> TryJoinAsync(
        OfflineAttempt attempt, LedgerEvent evidence, IdempotencyClaim? claim, CancellationToken cancellationToken);

    /// <summary>Makes the intent of a forward durable, unless its <c>Idempotency-Key</c> came with another request before.</summary>
    /// <returns>False when it did; then nothing was changed.</returns>
    ValueTask<bool> TryAdmitAsync(LedgerEvent intent, IdempotencyClaim claim, CancellationToken cancellationToken);

    /// <summary>Closes the held items of an agency with this content as sent later, each with its ledger event.</summary>
    /// <returns>How many there were.</returns>
    ValueTask<int> CloseSentLaterAsync(string agencyId, ContentKey content, Guid decision, CancellationToken cancellationToken);

    /// <summary>Gives an item another status, together with its ledger event.</summary>
    /// <returns>False when the agency has no such item, its status is not <paramref name="from"/>, or <see cref="OfflineTransitions"/> rules it out.</returns>
    ValueTask<bool> TryMoveAsync(
        string agencyId, Guid receipt, OfflineStatus from, OfflineStatus to, LedgerEvent evidence, CancellationToken cancellationToken);

    /// <summary>
    /// Gives an item the status erased, destroys its data key and its sealed parts, and forgets its clients; with its ledger event, durable
    /// when the task completes. Receipt, times, code and lengths stay.
    /// </summary>
    /// <param name="agencyId">Whose item.</param>
    /// <param name="receipt">Which item.</param>
    /// <param name="evidence">Makes the event from the status before.</param>
    /// <param name="isRepeated">True when it was erased before and the storage was restored: then whatever its status.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>False when the agency has no such item, or <see cref="OfflineTransitions"/> rules it out; then nothing was changed.</returns>
    ValueTask<bool> TryEraseAsync(
        string agencyId, Guid receipt, Func<OfflineStatus, LedgerEvent> evidence, bool isRepeated, CancellationToken cancellationToken);

    /// <summary>Lists items without their content, oldest first. Parts of a request are listed by their client only.</summary>
    ValueTask<IReadOnlyList<OfflineItem>> ListAsync(OfflineQuery query, CancellationToken cancellationToken);

    /// <summary>Reads one item with its content, or null.</summary>
    ValueTask<OfflineItem?> ReadAsync(string agencyId, Guid receipt, CancellationToken cancellationToken);

    /// <summary>When the content of an item was received, oldest first, at most the latest 1,000 times; empty when there is no such item.</summary>
    ValueTask<IReadOnlyList<AttemptEntry>> ListAttemptsAsync(string agencyId, Guid receipt, CancellationToken cancellationToken);

    /// <summary>Items per status and the age of the oldest held one, over all agencies, for the metrics.</summary>
    ValueTask<OfflineDepth> MeasureAsync(CancellationToken cancellationToken);
}
