using System.Globalization;
using CsCheck;
using HmisGateway.Consent;
using HmisGateway.Consent.Sources;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Tests.Consent.Sources;

public sealed class RoiSourceDifferenceTests
{
    private const string Seed = "0000KnVnnl30";
    private static readonly DateOnly s_today = new(2026, 11, 2);

    private static readonly Gen<RoiDraft> s_grant = Gen.Select(Gen.Bool, Gen.Int[1, 5], Gen.Int[0, 3]).Select(static (isFull, signed, ends) =>
        Draft(isFull ? SharingChoice.Full : SharingChoice.Limited, s_today.AddDays(-signed), ends == 0 ? null : s_today.AddDays(ends - 2)));

    /// <summary>What a source lists, look after look.</summary>
    private static readonly Gen<List<RoiDraft[]>> s_looks = s_grant.Array[0, 3].List[2, 6];

    [Fact]
    public void After_each_look_the_registry_permits_what_the_source_lists_and_nothing_else() => s_looks.Sample(
        static looks =>
        {
            // What was imported before the source was asked for the first time.
            List<ReleaseOfInformation> onFile = [.. looks[0].Select(static (draft, i) => FormOf(draft, i + 1) with { Source = i == 0 ? RoiSource.Import : RoiSource.Capture })];
            foreach (RoiDraft[] listed in looks.Skip(1))
            {
                Record(onFile, RoiSourceDifference.Of(listed, onFile, s_today));

                RoiSourceDifference.Of(listed, onFile, s_today).ShouldBeEmpty("a second look changes nothing");
                ConsentStatus ofSource = new ConsentHistory([.. listed.Select((draft, i) => FormOf(draft, i + 1))]).StatusFor("a", s_today);
                ConsentStatus ofRegistry = new ConsentHistory(onFile).StatusFor("a", s_today);
                (ofRegistry as ConsentStatus.Permitted).ShouldBe(ofSource as ConsentStatus.Permitted);
            }
        },
        iter: 5_000,
        seed: Seed,
        print: static looks => string.Join(" | ", looks.Select(static look => string.Join(", ", look.Select(static draft => $"{draft.Choice} {draft.SignedOn} to {draft.EndsOn}")))));

    [Fact]
    public void A_no_sharing_is_never_taken_back()
    {
        List<ReleaseOfInformation> onFile = [];
        Record(onFile, RoiSourceDifference.Of([Draft(SharingChoice.None, s_today, null)], onFile, s_today));

        RoiSourceDifference.Of([], onFile, s_today).ShouldBeEmpty();
        RoiSourceDifference.Of([Draft(SharingChoice.Full, s_today, null)], onFile, s_today).ShouldHaveSingleItem().Supersedes.ShouldBeNull();
    }

    private static void Record(List<ReleaseOfInformation> onFile, IReadOnlyList<RoiDraft> changes)
    {
        foreach (RoiDraft change in changes)
        {
            if (change.Supersedes is { } version)
            {
                int replaced = onFile.FindIndex(form => form.Version == version);
                onFile[replaced].IsSuperseded.ShouldBeFalse();
                onFile[replaced] = onFile[replaced] with { IsSuperseded = true };
            }

            onFile.Add(FormOf(change, onFile.Count + 1));
        }
    }

    private static ReleaseOfInformation FormOf(RoiDraft draft, int version) => new()
    {
        AgencyId = "a",
        Version = version,
        Choice = draft.Choice,
        Signed = draft.Signed,
        SignedOn = draft.SignedOn,
        EndsOn = draft.EndsOn,
        Signer = draft.Signer,
        Source = RoiSource.Outside,
        RecordedAt = new DateTimeOffset(2026, 11, 2, 12, 0, version, TimeSpan.Zero),
    };

    private static RoiDraft Draft(SharingChoice choice, DateOnly signed, DateOnly? ends)
    {
        DateTimeOffset from = new(signed, TimeOnly.MinValue, TimeSpan.Zero);
        return new RoiDraft
        {
            Choice = choice,
            Signed = new SigningMoment(from, from.AddDays(1).AddTicks(-1)),
            SignedOn = signed.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            SignedDay = signed,
            EndsOn = ends,
            Signer = RoiSigner.Self,
            Stated = new RoiSubmission(),
        };
    }
}
