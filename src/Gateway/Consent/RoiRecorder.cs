using HmisGateway.Agencies;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Consent;

/// <summary>Records the ROIs that agencies state one by one.</summary>
internal sealed class RoiRecorder(
    RoiValidator validator,
    RoiEntryBuilder builder,
    FencedRegistry fenced,
    RoiDrains drains,
    RoiReader reader,
    RoiEvidence evidence,
    RoiCalendar calendar)
{
    /// <summary>Checks and records a ROI; returns when it is durable and nothing that it forbids is in flight.</summary>
    /// <param name="agencyId">The agency that documents it; it must exist.</param>
    /// <param name="clientId">The agency's own client id.</param>
    /// <param name="submission">The form.</param>
    /// <param name="actor">Who records it; a form that supersedes another needs a reason.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public Task<RoiRecordingOutcome> RecordAsync(
        string agencyId, string clientId, RoiSubmission submission, Actor actor, CancellationToken cancellationToken) =>
        RecordAsync(agencyId, clientId, submission, actor, atMost: null, cancellationToken);

    /// <summary>Checks and records a ROI; returns when it is durable and, unless the caller cannot wait so long, nothing that it forbids is in flight.</summary>
    /// <param name="agencyId">The agency that documents it; it must exist.</param>
    /// <param name="clientId">The agency's own client id.</param>
    /// <param name="submission">The form.</param>
    /// <param name="actor">Who records it; a form that supersedes another needs a reason.</param>
    /// <param name="atMost">How long to wait, from the commit on, for what is in flight; null for as long as it takes.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public async Task<RoiRecordingOutcome> RecordAsync(
        string agencyId, string clientId, RoiSubmission submission, Actor actor, TimeSpan? atMost, CancellationToken cancellationToken)
    {
        RoiValidation validation = validator.Validate(submission);
        List<FieldProblem> problems = validation is RoiValidation.Invalid invalid ? [.. invalid.Problems] : [];
        if (!ClientIdSyntax.IsValid(clientId))
        {
            problems.Add(new("clientId", $"The client id must be {ClientIdSyntax.Rule}."));
        }

        if (submission.Supersedes is not null && actor.Reason is null)
        {
            problems.Add(new("supersedes", $"Replacing a form needs a reason ({ActorReasonWords.All}), e.g. correction."));
        }

        if (problems.Count > 0 || validation is not RoiValidation.Valid { Draft: { } draft })
        {
            return new RoiRecordingOutcome.Invalid(problems);
        }

        SealedRoi form = builder.Build(agencyId, clientId, draft, RoiSource.Recorded, actor, calendar.Now);
        (IReadOnlyList<RoiRecording> recordings, Task<DrainResult> drain) =
            await fenced.CommitAsync([form], recordings => evidence.OfRecording(agencyId, form.Entry, actor, recordings), cancellationToken);
        if (atMost is { } patience && recordings[0] is RoiRecording.Recorded { Version: var version })
        {
            DrainedForm drained = new(agencyId, form.Entry.Client, version, form.Entry.Form.RecordedAt);
            if (await drains.GoesOnAsync(drained, drain, patience))
            {
                return new RoiRecordingOutcome.Draining(version, form.Entry.Form.RecordedAt);
            }
        }

        DrainResult ended = await drain;
        return recordings[0] is RoiRecording.Recorded recorded
            ? await DescribeAsync(agencyId, form.Entry, recorded, ended)
            : new RoiRecordingOutcome.Invalid([new("supersedes", Describe(((RoiRecording.NothingToSupersede)recordings[0]).Refusal))]);
    }

    private async Task<RoiRecordingOutcome> DescribeAsync(string agencyId, RoiEntry entry, RoiRecording.Recorded recorded, DrainResult drained)
    {
        (IReadOnlyList<ReleaseOfInformation> forms, ReleaseOfInformation? current) =
            await reader.FindAsync(agencyId, entry.Client, CancellationToken.None);
        return new RoiRecordingOutcome.Recorded(
            recorded.Version,
            entry.Form.RecordedAt,
            forms.Any(own => own.Version == recorded.Version && ReferenceEquals(own, current)),
            RoiState.Of(current ?? throw new InvalidOperationException("The form just recorded is not on file."), calendar.Today),
            RecognisedBy(entry),
            drained);
    }

    private static string Describe(SupersedeRefusal refusal) => refusal switch
    {
        SupersedeRefusal.UnknownVersion => "This client has no form of that version; look at the client's history.",
        SupersedeRefusal.AlreadySuperseded => "That version was superseded before; look at the client's history and name the form that counts.",
        SupersedeRefusal.AdultsOwnNone => "A guardian's form never replaces an adult's own none; where the client was under 18, record the date of birth with the none.",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal)),
    };

    private static List<string> RecognisedBy(RoiEntry entry)
    {
        List<string> by = ["agency"];
        if (entry.VendorIds.Count > 0)
        {
            by.Add("vendor");
        }

        if (entry.Fingerprints.Count > 0)
        {
            by.Add("identity");
        }

        return by;
    }
}
