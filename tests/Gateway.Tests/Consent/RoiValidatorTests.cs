using HmisGateway.Consent;
using HmisGateway.Hosting;
using HmisGateway.Policy.Consent;
using Microsoft.Extensions.Time.Testing;

namespace HmisGateway.Tests.Consent;

/// <summary>It is 2026-11-02, 09:04 in Chicago (UTC-6); the clocks were set back the day before.</summary>
public sealed class RoiValidatorTests
{
    private static readonly RoiCalendar Calendar = new(new GatewayOptions(), new FakeTimeProvider(Some.Moment));

    private static readonly RoiSubmission Full = new() { Choice = "full", SignedOn = "2026-11-02" };

    [Theory]
    [InlineData("full", null, SharingChoice.Full, RoiSigner.Self)]
    [InlineData("limited", "guardian", SharingChoice.Limited, RoiSigner.Guardian)]
    [InlineData("none", "self", SharingChoice.None, RoiSigner.Self)]
    [InlineData("none", "refused", SharingChoice.None, RoiSigner.Refused)]
    [InlineData(null, "refused", SharingChoice.None, RoiSigner.Refused)]
    public void Choices_and_signers_are_read(string? choice, string? signer, SharingChoice expected, RoiSigner expectedSigner)
    {
        RoiDraft draft = Draft(Full with { Choice = choice, Signer = signer });

        (draft.Choice, draft.Signer).ShouldBe((expected, expectedSigner));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("Full", null)]
    [InlineData("yes", null)]
    [InlineData("full", "refused")]
    [InlineData("limited", "refused")]
    public void Other_choices_are_invalid(string? choice, string? signer) => Fields(Full with { Choice = choice, Signer = signer }).ShouldBe(["choice"]);

    [Theory]
    [InlineData("2026-11-02", "2026-11-02T06:00:00", "2026-11-03T05:59:59.999999")]
    [InlineData("2026-11-01", "2026-11-01T05:00:00", "2026-11-02T05:59:59.999999")]
    [InlineData("2026-03-08", "2026-03-08T06:00:00", "2026-03-09T04:59:59.999999")]
    [InlineData("2026-11-02T08:00:00-06:00", "2026-11-02T14:00:00", "2026-11-02T14:00:00")]
    [InlineData("2026-11-02t14:00:00.25z", "2026-11-02T14:00:00.25", "2026-11-02T14:00:00.25")]
    public void A_date_is_its_whole_day_in_Chicago_and_a_date_time_an_instant(string signedOn, string from, string to)
    {
        RoiDraft draft = Draft(Full with { SignedOn = signedOn });

        draft.Signed.ShouldBe(new SigningMoment(DateTimeOffset.Parse(from + "Z"), DateTimeOffset.Parse(to + "Z")));
        draft.SignedOn.ShouldBe(signedOn);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("11/02/2026")]
    [InlineData("2026-11-31")]
    [InlineData("2026-1-2")]
    [InlineData(" 2026-11-02")]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31")]
    [InlineData("2026-11-02T08:00:00")]
    [InlineData("2026-11-02T08:00-06:00")]
    [InlineData("2026-11-02T25:00:00Z")]
    [InlineData("2026-11-02 08:00:00Z")]
    [InlineData("2026-11-02T08:00:00+99:00")]
    public void Another_spelling_of_a_date_is_invalid(string? signedOn) => Fields(Full with { SignedOn = signedOn }).ShouldBe(["signedOn"]);

    [Theory]
    [InlineData("full", "2026-11-03", false)]
    [InlineData("limited", "2026-11-03T07:00:00Z", false)]
    [InlineData("full", "2026-11-03T05:59:59Z", true)]
    [InlineData("none", "2026-11-03", true)]
    [InlineData("none", "2027-11-03T07:00:00Z", true)]
    public void Only_No_Sharing_may_be_dated_after_today(string choice, string signedOn, bool isValid) =>
        Fields(Full with { Choice = choice, SignedOn = signedOn }).ShouldBe(isValid ? [] : ["signedOn"]);

    [Fact]
    public void A_grant_signed_later_today_counts_as_signed_now_so_that_it_cannot_stand_above_a_No_Sharing_in_between()
    {
        RoiDraft grant = Draft(Full with { SignedOn = "2026-11-02T23:59:00-06:00" });
        RoiDraft none = Draft(Full with { Choice = "none", SignedOn = "2026-11-02T12:00:00-06:00" });

        grant.Signed.ShouldBe(new SigningMoment(Some.Moment, Some.Moment));
        none.Signed.IsWhollyAfter(grant.Signed).ShouldBeTrue();
    }

    [Theory]
    [InlineData("2026-11-02", true)]
    [InlineData("2029-11-02", true)]
    [InlineData("2026-11-01", false)]
    [InlineData("2026-11-02T00:00:00Z", false)]
    [InlineData("soon", false)]
    public void The_end_is_a_date_not_before_the_signing(string endsOn, bool isValid) =>
        Fields(Full with { EndsOn = endsOn }).ShouldBe(isValid ? [] : ["endsOn"]);

    [Theory]
    [InlineData("1003", true)]
    [InlineData("hmis:1003", true)]
    [InlineData("9AD65C3CF", true)]
    [InlineData("0", true)]
    [InlineData("", false)]
    [InlineData("other:1003", false)]
    [InlineData("HMIS:1003", false)]
    [InlineData("hmis:", false)]
    [InlineData("hmis:10 03", false)]
    [InlineData("hmis:a:b", false)]
    [InlineData("01003", false)]
    public void A_vendor_id_may_name_its_vendor(string vendorId, bool isValid) =>
        Fields(Full with { VendorId = vendorId }).ShouldBe(isValid ? [] : ["vendorId"]);

    [Theory]
    [InlineData("1003", false)]
    [InlineData("hmis:1003", true)]
    [InlineData("legacy:1003", true)]
    public void A_vendor_id_must_name_its_vendor_where_there_are_several(string vendorId, bool isValid) =>
        Fields(Full with { VendorId = vendorId }, "hmis", "legacy").ShouldBe(isValid ? [] : ["vendorId"]);

    [Fact]
    public void All_problems_are_found_at_once_and_none_repeats_a_value()
    {
        const string canary = "Canary";
        RoiValidation.Invalid invalid = Validator("hmis").Validate(new RoiSubmission
        {
            Choice = canary,
            SignedOn = canary,
            EndsOn = canary,
            Signer = canary,
            Documentation = canary,
            Witness = canary + new string('x', 200),
            Supersedes = 0,
            VendorId = canary + "!",
        }).ShouldBeOfType<RoiValidation.Invalid>();

        invalid.Problems.Select(static problem => problem.Field).Order(StringComparer.Ordinal).ShouldBe(
            ["choice", "documentation", "endsOn", "signedOn", "signer", "supersedes", "vendorId", "witness"]);
        invalid.Problems.ShouldAllBe(static problem => !problem.Detail.Contains("anary", StringComparison.Ordinal));
    }

    private static RoiValidator Validator(params string[] vendors) =>
        new(Calendar, [.. vendors.Select(static name => new VendorOptions { Name = name })]);

    private static RoiDraft Draft(RoiSubmission submission) =>
        Validator("hmis").Validate(submission).ShouldBeOfType<RoiValidation.Valid>().Draft;

    private static string[] Fields(RoiSubmission submission, params string[] vendors) =>
        Validator(vendors is [] ? ["hmis"] : vendors).Validate(submission) is RoiValidation.Invalid invalid
            ? [.. invalid.Problems.Select(static problem => problem.Field)]
            : [];
}
