using HmisGateway.Agencies;
using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Consent;

/// <summary>
/// Imports a file of ROIs, in batches of one commit each. A row with a problem does not stop the others; an import that was
/// interrupted is simply run again, because a form that is on file is not recorded twice.
/// </summary>
internal sealed class RoiImporter(
    RoiValidator validator,
    RoiEntryBuilder builder,
    FencedRegistry fenced,
    IConsentRegistry registry,
    IPersonDirectory persons,
    RoiEvidence evidence,
    RoiCalendar calendar)
{
    /// <summary>Large enough that rows share pages and commits; small enough that the clients of a batch are denied for a fraction of a second.</summary>
    private const int BatchSize = 4000;

    /// <summary>Imports a file.</summary>
    /// <param name="agencyId">The agency that documents the forms; it must exist.</param>
    /// <param name="csv">The file; read to its end, left open.</param>
    /// <param name="options">How.</param>
    /// <param name="actor">Who imports.</param>
    /// <param name="progress">Told after each batch, or null.</param>
    /// <param name="cancellationToken">Cancels before the next commit; batches that were committed stay.</param>
    public async Task<RoiImportOutcome> ImportAsync(
        string agencyId,
        Stream csv,
        RoiImportOptions options,
        Actor actor,
        IProgress<RoiImportProgress>? progress,
        CancellationToken cancellationToken)
    {
        using RoiCsvReader reader = new(csv);
        if (await reader.ReadHeaderAsync(cancellationToken) is { } problem)
        {
            return new RoiImportOutcome.Refused(problem);
        }

        List<RoiImportRejection> rejected = [];
        int rows = 0;
        bool isAtEnd = false;
        Task<DrainResult> recording = Task.FromResult(DrainResult.None);
        try
        {
            while (!isAtEnd)
            {
                // Rows are read, hashed and sealed while the batch before is being recorded; batches are recorded one after the other.
                List<RoiImportRow> batch = [];
                int read = 0;
                while (read < BatchSize && !isAtEnd)
                {
                    RoiCsvRow? row = await reader.ReadAsync(cancellationToken);
                    isAtEnd = row is null or { IsLast: true };
                    if (row is not null)
                    {
                        read++;
                        Check(agencyId, row, options, actor, batch, rejected);
                    }
                }

                rows += read;
                RoiImportProgress soFar = new(rows, rows - rejected.Count, rejected.Count);
                DrainResult drained = await recording;
                recording = Task.Run(() => RecordAsync(agencyId, batch, drained, options, actor, () => progress?.Report(soFar), cancellationToken), CancellationToken.None);
            }
        }
        finally
        {
            // Whatever ends the import, no batch is left on its way.
            await recording;
        }

        return new RoiImportOutcome.Completed(rows - rejected.Count, rejected, await recording);
    }

    /// <summary>Records a batch.</summary>
    /// <returns>How the fence closed for it or, where that took longer, for a batch before.</returns>
    private async Task<DrainResult> RecordAsync(
        string agencyId, List<RoiImportRow> batch, DrainResult before, RoiImportOptions options, Actor actor, Action report, CancellationToken cancellationToken)
    {
        DrainResult drained = await RecordAsync(agencyId, batch, options, actor, cancellationToken);
        report();
        return drained > before ? drained : before;
    }

    /// <summary>Adds a row to the batch, or to the rejected ones.</summary>
    private void Check(
        string agencyId, RoiCsvRow row, RoiImportOptions options, Actor actor, List<RoiImportRow> batch, List<RoiImportRejection> rejected)
    {
        if (row.Problem is { } problem)
        {
            rejected.Add(new RoiImportRejection(row.Number, problem));
            return;
        }

        RoiValidation validation = validator.Validate(options.DropEnds ? row.Submission with { EndsOn = null } : row.Submission);
        if (!ClientIdSyntax.IsValid(row.ClientId))
        {
            FieldProblem ofClientId = new("clientId", $"The client id must be {ClientIdSyntax.Rule}.");
            validation = new RoiValidation.Invalid(validation is RoiValidation.Invalid { Problems: var others } ? [ofClientId, .. others] : [ofClientId]);
        }

        switch (validation)
        {
            case RoiValidation.Valid { Draft: { } draft }:
                batch.Add(new RoiImportRow(draft, builder.Build(agencyId, row.ClientId, draft, RoiSource.Import, actor, calendar.Now)));
                break;
            case RoiValidation.Invalid { Problems: { } problems }:
                rejected.Add(new RoiImportRejection(row.Number, RoiCsvColumns.Describe(problems)));
                break;
        }
    }

    private async Task<DrainResult> RecordAsync(
        string agencyId, List<RoiImportRow> batch, RoiImportOptions options, Actor actor, CancellationToken cancellationToken)
    {
        if (options.IsDryRun || batch.Count == 0)
        {
            return DrainResult.None;
        }

        PersonSnapshot snapshot = await persons.LookUpAsync(FencedRegistry.ReferencesOf([.. batch.Select(static row => row.Form)]), cancellationToken);
        HashSet<(Pseudonym Client, RoiSubmission Stated)> seen = [];
        List<SealedRoi> forms = [];
        foreach (RoiImportRow row in batch)
        {
            if (seen.Add((row.Form.Entry.Client, row.Draft.Stated)) && !await IsOnFileAsync(agencyId, row, snapshot, cancellationToken))
            {
                forms.Add(row.Form);
            }
        }

        if (forms.Count < batch.Count)
        {
            // What is on file was perhaps never answered: whoever sends it again must not be told before the fence has closed.
            DrainResult repeated = await fenced.RepeatAsync([.. batch.Select(static row => row.Form).Except(forms)], snapshot, cancellationToken);
            if (forms.Count == 0)
            {
                return repeated;
            }
        }

        LedgerEvent imported = evidence.OfBatch(agencyId, [.. forms.Select(static form => form.Entry)], actor);
        (_, DrainResult drained) = await fenced.RecordAsync(forms, snapshot, _ => imported, cancellationToken);
        return drained;
    }

    /// <summary>True when the agency has a form on file that says the same, and everything the row states leads to its client already.</summary>
    private async Task<bool> IsOnFileAsync(string agencyId, RoiImportRow row, PersonSnapshot snapshot, CancellationToken cancellationToken)
    {
        RoiEntry entry = row.Form.Entry;
        if (!snapshot.Persons.TryGetValue(entry.Client, out IReadOnlyList<PersonId>? known) || known is not [PersonId person])
        {
            return false;
        }

        bool isStated = row.Form.Concerns.All(reference => IsStatedFor(reference, person, snapshot))
            && (entry.Identity is null || snapshot.Identities.GetValueOrDefault(person)?.Contains(entry.Identity) == true);
        if (!isStated)
        {
            return false;
        }

        IReadOnlyList<ReleaseOfInformation> forms = await registry.ReadOwnAsync(agencyId, entry.Client, cancellationToken);
        return forms.Any(form => !form.IsSuperseded && row.Draft.SaysTheSameAs(form));
    }

    private static bool IsStatedFor(Pseudonym reference, PersonId person, PersonSnapshot snapshot) =>
        !snapshot.LearnedOnly.Contains(reference)
        && snapshot.Persons.TryGetValue(reference, out IReadOnlyList<PersonId>? found)
        && found.Contains(person);
}
