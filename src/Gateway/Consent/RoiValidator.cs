using HmisGateway.Hosting;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Consent;

/// <summary>Checks a stated ROI. All problems are found at once; none of them repeats a value.</summary>
internal sealed class RoiValidator(RoiCalendar calendar, IReadOnlyList<VendorOptions> vendors)
{
    private const int MaxWitnessLength = 200;

    /// <summary>Checks a submission.</summary>
    public RoiValidation Validate(RoiSubmission submission)
    {
        List<FieldProblem> problems = [];
        RoiSigner signer = ReadSigner(submission, problems);
        SharingChoice choice = ReadChoice(submission, signer, problems);
        (SigningMoment signed, DateOnly? signedDay) = ReadSigned(submission, choice, problems);
        // No Sharing never ends: an end stated for it must not keep it from being recorded.
        bool isNone = choice == SharingChoice.None && !problems.Exists(static problem => problem.Field == "choice");
        DateOnly? endsOn = isNone ? null : ReadEnd(submission, signedDay, problems);
        VendorClientId? vendorId = VendorClientIdReader.Read(submission.VendorId, vendors, problems);
        if (submission.Documentation is not (null or "paper" or "esign" or "verbal"))
        {
            problems.Add(new("documentation", "Write paper, esign or verbal, or leave it out."));
        }

        if (submission.Witness is { Length: > MaxWitnessLength })
        {
            problems.Add(new("witness", "Longer than 200 characters."));
        }

        if (submission.Supersedes is < 1)
        {
            problems.Add(new("supersedes", "Write the version of the form that this one replaces, 1 or more."));
        }

        return problems.Count > 0
            ? new RoiValidation.Invalid(problems)
            : new RoiValidation.Valid(new RoiDraft
            {
                Choice = choice,
                Signed = signed,
                SignedOn = submission.SignedOn!,
                SignedDay = signedDay!.Value,
                EndsOn = endsOn,
                Signer = signer,
                Supersedes = submission.Supersedes,
                VendorId = vendorId,
                Stated = submission,
            });
    }

    private static RoiSigner ReadSigner(RoiSubmission submission, List<FieldProblem> problems)
    {
        if (submission.Signer is null)
        {
            return RoiSigner.Self;
        }

        if (RoiWords.ParseSigner(submission.Signer) is { } signer)
        {
            return signer;
        }

        problems.Add(new("signer", "Write self, guardian or refused."));
        return RoiSigner.Self;
    }

    private static SharingChoice ReadChoice(RoiSubmission submission, RoiSigner signer, List<FieldProblem> problems)
    {
        if (submission.Choice is null && signer == RoiSigner.Refused)
        {
            return SharingChoice.None;
        }

        if (submission.Choice is null || RoiWords.ParseChoice(submission.Choice) is not { } choice)
        {
            problems.Add(new("choice", "Write full, limited or none."));
            return SharingChoice.None;
        }

        if (signer == RoiSigner.Refused && choice != SharingChoice.None)
        {
            problems.Add(new("choice", "A client who refused to sign has chosen none; write none, or name who signed."));
        }

        return choice;
    }

    private (SigningMoment Signed, DateOnly? Day) ReadSigned(RoiSubmission submission, SharingChoice choice, List<FieldProblem> problems)
    {
        DateOnly day;
        SigningMoment signed;
        if (RoiDates.TryReadDay(submission.SignedOn, out day))
        {
            signed = calendar.MomentOf(day);
        }
        else if (RoiDates.TryReadInstant(submission.SignedOn, out DateTimeOffset instant))
        {
            day = calendar.DayOf(instant);
            signed = MomentOf(instant, choice);
        }
        else
        {
            problems.Add(new("signedOn", "Write a date, YYYY-MM-DD, or a date-time with its offset, e.g. 2026-11-02T14:30:00-06:00."));
            return default;
        }

        if (choice != SharingChoice.None && day > calendar.Today)
        {
            problems.Add(new("signedOn", "Full and limited cannot be dated after today; record them on the day they are signed."));
        }

        return (signed, day);
    }

    /// <summary>
    /// A grant that says it was signed later today counts as signed now: otherwise it would stand above a No Sharing that is signed
    /// in between.
    /// </summary>
    private SigningMoment MomentOf(DateTimeOffset instant, SharingChoice choice)
    {
        DateTimeOffset counted = choice != SharingChoice.None && instant > calendar.Now ? calendar.Now : instant.ToUniversalTime();
        return new SigningMoment(counted, counted);
    }

    private static DateOnly? ReadEnd(RoiSubmission submission, DateOnly? signedDay, List<FieldProblem> problems)
    {
        if (submission.EndsOn is null)
        {
            return null;
        }

        if (!RoiDates.TryReadDay(submission.EndsOn, out DateOnly endsOn))
        {
            problems.Add(new("endsOn", "Write a date, YYYY-MM-DD, or leave it out for a form without an end."));
            return null;
        }

        if (endsOn < signedDay)
        {
            problems.Add(new("endsOn", "Ends before it was signed."));
        }

        return endsOn;
    }
}
