using CsCheck;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Policy.Tests.Consent;

public sealed class ConsentHistoryProperties
{
    [Fact]
    public void One_more_none_never_permits_more() =>
        Gen.Select(SomeForms.Forms, SomeForms.Form).Sample(
            (forms, form) =>
            {
                ReleaseOfInformation none = form with { Choice = SharingChoice.None, IsSuperseded = false };
                foreach (string agency in new[] { "own", "other", "third" })
                {
                    if (SomeForms.IsPermitted([.. forms, none], agency))
                    {
                        SomeForms.IsPermitted(forms, agency).ShouldBeTrue();
                    }
                }
            },
            seed: SomeForms.Seed,
            iter: 5_000);

    [Fact]
    public void The_order_of_the_forms_makes_no_difference() =>
        Gen.Select(SomeForms.Forms, Gen.Int[0, 1000]).Sample(
            (forms, shuffle) =>
            {
                ReleaseOfInformation[] other = [.. forms.Index().OrderBy(f => ((f.Index + 1) * (shuffle + 7919)) % 31).Select(static f => f.Item)];
                ReleaseOfInformation[] reversed = [.. forms.Reverse()];
                foreach (string agency in new[] { "own", "other" })
                {
                    ConsentStatus status = new ConsentHistory(forms).StatusFor(agency, Some.Today);
                    new ConsentHistory(other).StatusFor(agency, Some.Today).ShouldBe(status);
                    new ConsentHistory(reversed).StatusFor(agency, Some.Today).ShouldBe(status);
                }
            },
            seed: SomeForms.Seed,
            iter: 5_000);

    [Fact]
    public void A_permitted_agency_has_a_grant_in_effect_and_no_none_at_or_after_it() =>
        SomeForms.Forms.Sample(
            forms =>
            {
                if (!SomeForms.IsPermitted(forms, "own"))
                {
                    return;
                }

                ReleaseOfInformation current = new ConsentHistory(forms).CurrentOf("own").ShouldNotBeNull();
                current.Choice.ShouldNotBe(SharingChoice.None);
                (current.EndsOn is null || current.EndsOn >= Some.Today).ShouldBeTrue();
                foreach (ReleaseOfInformation none in forms.Where(static f => f is { IsSuperseded: false, Choice: SharingChoice.None }))
                {
                    bool isOwn = SomeForms.IsAdultsOwn(none, forms);
                    bool isOutdated = forms.Any(f =>
                        f.AgencyId == none.AgencyId && !f.IsSuperseded && f.Signed.IsWhollyAfter(none.Signed)
                        && !(isOwn && (f.Signer == RoiSigner.Guardian || (f.Choice == SharingChoice.None && !SomeForms.IsAdultsOwn(f, forms))))
                        && (f.Choice == SharingChoice.None || f.Source == RoiSource.Recorded || f.HasDocument));
                    bool isLifted = none.AgencyId != "own"
                        && current.HasDocument
                        && current.Signed.IsWhollyAfter(none.Signed)
                        && !(isOwn && current.Signer == RoiSigner.Guardian);
                    (isOutdated || isLifted).ShouldBeTrue();
                }
            },
            seed: SomeForms.Seed,
            iter: 5_000);

    [Fact]
    public void Superseding_a_grant_never_makes_another_agency_bolder() =>
        Gen.Select(SomeForms.Forms, SomeForms.Form).Sample(
            (forms, form) =>
            {
                ReleaseOfInformation ownGrant = form with { AgencyId = "own", Choice = SharingChoice.Full, IsSuperseded = false };
                bool with = SomeForms.IsPermitted([.. forms, ownGrant], "other");
                bool without = SomeForms.IsPermitted([.. forms, ownGrant with { IsSuperseded = true }], "other");
                (!without || with).ShouldBeTrue();
            },
            seed: SomeForms.Seed,
            iter: 5_000);

    [Fact]
    public void Nothing_that_a_guardian_signs_opens_what_an_adults_own_none_closed() =>
        Gen.Select(SomeForms.Forms, SomeForms.Form.Array[1, 4]).Sample(
            (forms, more) =>
            {
                ReleaseOfInformation[] closed =
                [
                    .. forms.Where(static f => f is not { AgencyId: "own", Choice: not SharingChoice.None }),
                    Some.Form("none 2026-10-02 by=own"),
                ];
                ReleaseOfInformation[] guardians = [.. more.Select(static f => f with { Signer = RoiSigner.Guardian })];
                SomeForms.IsPermitted([.. closed, .. guardians], "own").ShouldBeFalse();
            },
            seed: SomeForms.Seed,
            iter: 5_000);

    [Fact]
    public void A_document_never_closes_and_without_documents_another_agencys_standing_none_holds() =>
        SomeForms.Forms.Sample(
            forms =>
            {
                ReleaseOfInformation[] bare = [.. forms.Select(static f => f with { HasDocument = false })];
                ReleaseOfInformation[] documented = [.. forms.Select(static f => f with { HasDocument = true })];
                if (SomeForms.IsPermitted(bare, "own"))
                {
                    SomeForms.IsPermitted(forms, "own").ShouldBeTrue();
                    SomeForms.IsPermitted(documented, "own").ShouldBeTrue();
                    foreach (string other in new[] { "other", "third" })
                    {
                        (new ConsentHistory(bare).CurrentOf(other) is { Choice: SharingChoice.None }).ShouldBeFalse();
                    }
                }
            },
            seed: SomeForms.Seed,
            iter: 5_000);
}
