using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;
using HmisGateway.Storage;

namespace HmisGateway.Consent;

/// <summary>
/// Records forms under the fence, so that they are acknowledged only when no forward admitted before them is in flight.
/// </summary>
/// <remarks>
/// Every recording closes the fence, also one that grants: it may end earlier than the form before, replace it, or link two
/// persons, and each of these takes permission away. Forwards about somebody else that mention a No Sharing client count too.
/// </remarks>
internal sealed partial class FencedRegistry(
    IConsentRegistry registry, IPersonDirectory persons, ProtectedClients protectedClients, IConsentFence fence, ILogger<FencedRegistry> logger)
{
    /// <summary>Records forms in one commit and waits for the forwards about everybody concerned.</summary>
    /// <param name="forms">The forms, in order.</param>
    /// <param name="evidence">Makes the ledger's event of this commit, on the writer's thread.</param>
    /// <param name="cancellationToken">Cancels before the commit; a commit is always followed by its drain.</param>
    /// <returns>What became of each form, and how the fence closed.</returns>
    public async Task<(IReadOnlyList<RoiRecording> Recordings, DrainResult Drained)> RecordAsync(
        IReadOnlyList<SealedRoi> forms, Func<IReadOnlyList<RoiRecording>, LedgerEvent> evidence, CancellationToken cancellationToken)
    {
        (IReadOnlyList<RoiRecording> recordings, Task<DrainResult> drain) = await CommitAsync(forms, evidence, cancellationToken);
        return (recordings, await drain);
    }

    /// <summary>Records forms whose references were looked up already.</summary>
    /// <param name="forms">The forms, in order.</param>
    /// <param name="snapshot">What <see cref="ReferencesOf"/> of them led to. It may be older than the commit: who came since is found after it.</param>
    /// <param name="evidence">Makes the ledger's event of this commit, on the writer's thread.</param>
    /// <param name="cancellationToken">Cancels before the commit; a commit is always followed by its drain.</param>
    /// <returns>What became of each form, and how the fence closed.</returns>
    public async Task<(IReadOnlyList<RoiRecording> Recordings, DrainResult Drained)> RecordAsync(
        IReadOnlyList<SealedRoi> forms, PersonSnapshot snapshot, Func<IReadOnlyList<RoiRecording>, LedgerEvent> evidence, CancellationToken cancellationToken)
    {
        (IReadOnlyList<RoiRecording> recordings, Task<DrainResult> drain) =
            await CommitAsync(forms, [.. forms.Select(static form => form.Entry)], snapshot, evidence, cancellationToken);
        return (recordings, await drain);
    }

    /// <summary>
    /// Records forms in one commit and begins to wait for the forwards about everybody concerned. Who is admitted when the task completes is judged by
    /// the forms; what they forbid is no longer in flight only when the drain has ended.
    /// </summary>
    /// <param name="forms">The forms, in order.</param>
    /// <param name="evidence">Makes the ledger's event of this commit, on the writer's thread.</param>
    /// <param name="cancellationToken">Cancels before the commit; a commit is always followed by its drain.</param>
    /// <returns>What became of each form, and the drain: how the fence closed.</returns>
    public async Task<(IReadOnlyList<RoiRecording> Recordings, Task<DrainResult> Drain)> CommitAsync(
        IReadOnlyList<SealedRoi> forms, Func<IReadOnlyList<RoiRecording>, LedgerEvent> evidence, CancellationToken cancellationToken)
    {
        PersonSnapshot snapshot = await persons.LookUpAsync(ReferencesOf(forms), cancellationToken);
        return await CommitAsync(forms, [.. forms.Select(static form => form.Entry)], snapshot, evidence, cancellationToken);
    }

    /// <summary>
    /// Waits for the forwards about everybody whom forms concern that are on file already. Whoever recorded them may have died, or be waiting still;
    /// the commit, which adds nothing, makes sure that what is on file is durable.
    /// </summary>
    /// <param name="forms">The forms.</param>
    /// <param name="snapshot">What <see cref="ReferencesOf"/> of them led to.</param>
    /// <param name="cancellationToken">Cancels before the fence is closed.</param>
    /// <returns>How the fence closed.</returns>
    public async Task<DrainResult> RepeatAsync(IReadOnlyList<SealedRoi> forms, PersonSnapshot snapshot, CancellationToken cancellationToken)
    {
        (_, Task<DrainResult> drain) = await CommitAsync(forms, [], snapshot, NoEvidence, cancellationToken);
        return await drain;
    }

    /// <summary>
    /// The same for forms of which only the references are known. All of them are on file, so that nobody has to be denied:
    /// who is admitted meanwhile reads them.
    /// </summary>
    /// <param name="concerns">The references that lead to everybody whom the forms concern; see <see cref="SealedRoi.Concerns"/>.</param>
    /// <param name="cancellationToken">Cancels before the fence is closed.</param>
    /// <returns>How the fence closed.</returns>
    public async Task<DrainResult> RepeatAsync(IReadOnlyList<Pseudonym> concerns, CancellationToken cancellationToken)
    {
        await registry.RecordAsync([], NoEvidence, cancellationToken);
        PersonSnapshot snapshot = await persons.LookUpAsync(concerns, cancellationToken);
        HashSet<PersonId> concerned = PersonsOf(snapshot);
        concerned.UnionWith(await persons.ReadNumbersAsync(concerned, cancellationToken));

        // Whoever recorded them may have failed before the identifiers were protected here.
        FenceScope scope = new() { Persons = concerned, Mentioned = await protectedClients.AddAsync(snapshot.Histories, cancellationToken) };
        using IFenceClosing closing = await fence.CloseAsync(scope, cancellationToken);
        closing.Dispose();
        return await closing.DrainAsync(CancellationToken.None);
    }

    private async Task<(IReadOnlyList<RoiRecording> Recordings, Task<DrainResult> Drain)> CommitAsync(
        IReadOnlyList<SealedRoi> forms,
        IReadOnlyList<RoiEntry> entries,
        PersonSnapshot snapshot,
        Func<IReadOnlyList<RoiRecording>, LedgerEvent> evidence,
        CancellationToken cancellationToken)
    {
        // :: Step 1: deny
        HashSet<PersonId> concerned = PersonsOf(snapshot);
        FenceScope scope = new() { Persons = concerned, Mentioned = await protectedClients.OfAsync(forms, snapshot, cancellationToken) };
        using IFenceClosing before = await fence.CloseAsync(scope, cancellationToken);

        // :: Step 2: commit, and find whom what was learned since the look-up and the links of this commit have added
        IReadOnlyList<RoiRecording> recordings;
        FenceScope scopeNow;
        try
        {
            recordings = await registry.RecordAsync(entries, evidence, CancellationToken.None);
            scopeNow = await LookAgainAsync(forms, recordings, concerned);
        }
        catch (Exception exception) when (MayBeCommitted(exception))
        {
            // What may be in effect must not be overtaken: denied until a restart reads what is true.
            before.Keep();
            LogOutcomeUnknown(logger, forms.Count, exception);
            throw;
        }
        catch (Exception)
        {
            // What failed may be the anchor, and the forms be on file.
            await ProtectAsync(forms, concerned);
            throw;
        }

        using IFenceClosing after = await fence.CloseAsync(scopeNow, CancellationToken.None);

        // :: Step 3: drain. Who is admitted from now on reads the new forms under the fence; only those admitted before are waited for.
        before.Dispose();
        after.Dispose();
        return (recordings, DrainAsync(before, after));
    }

    private static async Task<DrainResult> DrainAsync(IFenceClosing before, IFenceClosing after)
    {
        Task<DrainResult> drain = before.DrainAsync(CancellationToken.None).AsTask();
        Task<DrainResult> drainAdded = after.DrainAsync(CancellationToken.None).AsTask();
        return (await Task.WhenAll(drain, drainAdded)).Max();
    }

    private static LedgerEvent NoEvidence(IReadOnlyList<RoiRecording> recordings) => throw new InvalidOperationException("Nothing was recorded.");

    /// <summary>Every reference that these forms concern, to be looked up.</summary>
    public static IReadOnlyList<Pseudonym> ReferencesOf(IReadOnlyList<SealedRoi> forms)
    {
        HashSet<Pseudonym> references = [];
        foreach (SealedRoi form in forms)
        {
            references.UnionWith(form.Concerns);
        }

        return [.. references];
    }

    /// <summary>Protects whoever has a No Sharing on file by now.</summary>
    private async Task ProtectAsync(IReadOnlyList<SealedRoi> forms, HashSet<PersonId> concerned)
    {
        try
        {
            await LookAgainAsync(forms, [], concerned);
        }
        catch (CommitOutcomeUnknownException)
        {
            // The storage does not answer; its own failure is what the caller is told.
        }
    }

    private async Task<FenceScope> LookAgainAsync(IReadOnlyList<SealedRoi> forms, IReadOnlyList<RoiRecording> recordings, HashSet<PersonId> concerned)
    {
        try
        {
            PersonSnapshot now = await persons.LookUpAsync(ReferencesOf(forms), CancellationToken.None);
            HashSet<PersonId> added = PersonsOf(now);
            added.UnionWith(recordings.OfType<RoiRecording.Recorded>().Select(static recorded => recorded.Person));

            // A forward that was admitted before a link, or a separation, is noted under the number that was the person's then.
            added.UnionWith(await persons.ReadNumbersAsync(added, CancellationToken.None));
            added.ExceptWith(concerned);
            return new FenceScope { Persons = added, Mentioned = await protectedClients.AddAsync(now.Histories, CancellationToken.None) };
        }
        catch (Exception exception)
        {
            throw new CommitOutcomeUnknownException("Committed, and whom it concerns could not be read.", exception);
        }
    }

    /// <summary>Every other failure of the storage says that nothing was kept.</summary>
    private static bool MayBeCommitted(Exception exception) => exception is CommitOutcomeUnknownException;

    private static HashSet<PersonId> PersonsOf(PersonSnapshot snapshot) => [.. snapshot.Persons.Values.SelectMany(static found => found)];

    [LoggerMessage(1210, LogLevel.Critical, "Whether {Forms} forms were recorded is not known. Nothing about these clients is forwarded until the gateway is restarted; then record the forms again.")]
    private static partial void LogOutcomeUnknown(ILogger logger, int forms, Exception exception);
}
