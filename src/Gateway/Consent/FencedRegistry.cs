using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Consent;

/// <summary>
/// Records forms under the fence, so that they are acknowledged only when no forward admitted before them is in flight.
/// </summary>
/// <remarks>
/// Every recording closes the fence, also one that grants: it may end earlier than the form before, replace it, or link two
/// persons, and each of these takes permission away.
/// </remarks>
internal sealed class FencedRegistry(IConsentRegistry registry, IPersonDirectory persons, IConsentFence fence)
{
    /// <summary>Records forms in one commit and waits for the forwards about everybody concerned.</summary>
    /// <param name="forms">The forms, in order.</param>
    /// <param name="evidence">Makes the ledger's event of this commit, on the writer's thread.</param>
    /// <param name="cancellationToken">Cancels before the commit; a commit is always followed by its drain.</param>
    /// <returns>What became of each form, and how the fence closed.</returns>
    public async Task<(IReadOnlyList<RoiRecording> Recordings, DrainResult Drained)> RecordAsync(
        IReadOnlyList<SealedRoi> forms, Func<IReadOnlyList<RoiRecording>, LedgerEvent> evidence, CancellationToken cancellationToken)
    {
        PersonSnapshot snapshot = await persons.LookUpAsync(ReferencesOf(forms), cancellationToken);
        return await RecordAsync(forms, snapshot, evidence, cancellationToken);
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
        HashSet<PersonId> concerned = PersonsOf(snapshot);
        using IFenceClosing before = await fence.CloseAsync(concerned, cancellationToken);
        IReadOnlyList<RoiRecording> recordings = await registry.RecordAsync([.. forms.Select(static form => form.Entry)], evidence, CancellationToken.None);

        // What was learned since the look-up, and the links of this commit, may have added persons.
        HashSet<PersonId> added = PersonsOf(await persons.LookUpAsync(ReferencesOf(forms), CancellationToken.None));
        added.UnionWith(recordings.OfType<RoiRecording.Recorded>().Select(static recorded => recorded.Person));
        added.ExceptWith(concerned);
        using IFenceClosing after = await fence.CloseAsync(added, CancellationToken.None);

        // Committed: who is admitted from now on reads the new forms under the fence. Only those admitted before are waited for.
        before.Dispose();
        after.Dispose();
        Task<DrainResult> drain = before.DrainAsync(CancellationToken.None).AsTask();
        Task<DrainResult> drainAdded = after.DrainAsync(CancellationToken.None).AsTask();
        DrainResult[] drained = await Task.WhenAll(drain, drainAdded);
        return (recordings, drained.Max());
    }

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

    private static HashSet<PersonId> PersonsOf(PersonSnapshot snapshot) => [.. snapshot.Persons.Values.SelectMany(static found => found)];
}
