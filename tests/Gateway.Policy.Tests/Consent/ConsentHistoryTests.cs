using HmisGateway.Policy.Consent;

namespace HmisGateway.Policy.Tests.Consent;

public sealed class ConsentHistoryTests
{
    [Theory]
    [InlineData("", "NotOnFile")]
    [InlineData("full 2026-01-01", "Full")]
    [InlineData("limited 2026-01-01", "Limited")]
    [InlineData("none 2026-01-01", "NoSharing")]
    [InlineData("none 2026-01-01 refused", "NoSharing")]
    [InlineData("full 2026-11-02", "Full")]
    public void One_form_says_what_holds(string forms, string status) => Status(forms).ShouldBe(status);

    [Theory]
    [InlineData("full 2026-01-01; none 2026-02-01", "NoSharing")]
    [InlineData("none 2026-01-01; full 2026-02-01", "Full")]
    [InlineData("none 2026-01-01; limited 2026-02-01; full 2026-03-01", "Full")]
    [InlineData("full 2026-03-01; limited 2026-03-02", "Limited")]
    [InlineData("limited 2026-03-01; full 2026-03-02", "Full")]
    [InlineData("full 2026-01-01; none 2026-02-01; full 2026-01-15", "NoSharing")]
    public void The_latest_form_is_current(string forms, string status) => Status(forms).ShouldBe(status);

    [Theory]
    [InlineData("full 2026-03-01; none 2026-03-01", "NoSharing")]
    [InlineData("full 2026-03-01 v=2; none 2026-03-01 v=1", "NoSharing")]
    [InlineData("full 2026-03-01; limited 2026-03-01", "Limited")]
    [InlineData("full 2026-03-01 v=1 ends=2026-04-01; full 2026-03-01 v=2", "Expired")]
    [InlineData("none 2026-03-01T10:00; full 2026-03-01T10:00", "NoSharing")]
    [InlineData("none 2026-03-01T10:00; full 2026-03-01T10:01", "Full")]
    [InlineData("full 2026-03-01T10:00; none 2026-03-01T09:59", "Full")]
    public void Of_forms_of_one_day_or_one_instant_the_strictest_is_current(string forms, string status) => Status(forms).ShouldBe(status);

    [Theory]
    [InlineData("none 2026-03-01; full 2026-03-01T23:59", "NoSharing")]
    [InlineData("none 2026-03-01T00:01; full 2026-03-01", "NoSharing")]
    [InlineData("full 2026-03-01T23:59; none 2026-03-01", "NoSharing")]
    [InlineData("none 2026-03-01; full 2026-03-02T00:00", "Full")]
    [InlineData("none 2026-02-28T23:59; full 2026-03-01", "Full")]
    public void A_date_is_some_moment_of_its_day(string forms, string status) => Status(forms).ShouldBe(status);

    [Theory]
    [InlineData("none 2026-03-01 superseded; full 2026-03-01 v=2", "Full")]
    [InlineData("full 2026-03-01 superseded; none 2026-03-01 v=2", "NoSharing")]
    [InlineData("full 2026-03-01 superseded", "NotOnFile")]
    [InlineData("none 2026-02-01; full 2026-03-01 superseded", "NoSharing")]
    [InlineData("none 2026-03-01 by=other superseded; full 2026-02-01", "Full")]
    public void A_superseded_form_counts_no_more(string forms, string status) => Status(forms).ShouldBe(status);

    [Theory]
    [InlineData("full 2026-01-01 ends=2026-11-02", "Full")]
    [InlineData("full 2026-01-01 ends=2026-11-01", "Expired")]
    [InlineData("full 2025-01-01; full 2026-01-01 ends=2026-02-01", "Expired")]
    [InlineData("none 2025-01-01; full 2026-01-01 ends=2026-02-01", "Expired")]
    [InlineData("limited 2025-01-01 ends=2027-01-01; full 2026-01-01 ends=2026-02-01", "Expired")]
    [InlineData("none 2026-01-01 ends=2026-02-01", "NoSharing")]
    [InlineData("full 2026-01-01 ends=2026-02-01; full 2026-03-01", "Full")]
    public void An_ended_form_never_falls_back_to_an_older_one_and_none_never_ends(string forms, string status) => Status(forms).ShouldBe(status);

    [Theory]
    [InlineData("full 2026-01-01; none 2027-01-01", "NoSharing")]
    [InlineData("none 2027-01-01; full 2026-11-02", "NoSharing")]
    public void A_none_dated_ahead_acts_at_once(string forms, string status) => Status(forms).ShouldBe(status);

    [Theory]
    [InlineData("none 2026-01-01; full 2026-02-01 guardian", "NoSharing")]
    [InlineData("none 2026-01-01 refused; limited 2026-02-01 guardian", "NoSharing")]
    [InlineData("none 2026-01-01; full 2026-02-01 guardian doc", "NoSharing")]
    [InlineData("none 2026-01-01 guardian; full 2026-02-01 guardian", "Full")]
    [InlineData("none 2026-01-01 guardian; full 2026-02-01", "Full")]
    [InlineData("none 2026-01-01; full 2026-02-01 guardian; full 2026-03-01", "Full")]
    [InlineData("none 2026-01-01; none 2026-02-01 guardian; full 2026-03-01 guardian", "NoSharing")]
    [InlineData("none 2026-01-01 by=other; full 2026-02-01 guardian doc", "NoSharingElsewhere")]
    [InlineData("none 2026-01-01 by=other guardian; full 2026-02-01 guardian doc", "Full")]
    public void A_guardian_never_lifts_the_clients_own_none(string forms, string status) => Status(forms).ShouldBe(status);

    [Theory]
    [InlineData("none 2026-01-01 minor; full 2026-02-01 guardian", "Full")]
    [InlineData("none 2026-01-01 minor refused; limited 2026-02-01 guardian", "Limited")]
    [InlineData("none 2026-01-01 adult; full 2026-02-01 guardian", "NoSharing")]
    [InlineData("none 2026-01-01; full 2026-02-01 guardian minor", "NoSharing")]
    [InlineData("full 2025-01-01 adult; none 2026-01-01 minor; full 2026-02-01 guardian", "NoSharing")]
    [InlineData("full 2025-01-01 adult superseded; none 2026-01-01 minor; full 2026-02-01 guardian", "NoSharing")]
    [InlineData("none 2026-01-01 minor; full 2026-02-01 guardian adult", "Full")]
    [InlineData("full 2025-01-01 adult by=other; none 2026-01-01 minor; full 2026-02-01 guardian", "Full")]
    [InlineData("none 2026-01-01; none 2026-02-01 minor; full 2026-03-01 guardian", "NoSharing")]
    [InlineData("none 2026-01-01; none 2026-02-01 minor; full 2026-03-01", "Full")]
    [InlineData("none 2026-01-01 by=other minor; full 2026-02-01 guardian doc", "Full")]
    [InlineData("none 2026-01-01 by=other minor; full 2026-02-01 guardian", "NoSharingElsewhere")]
    public void A_guardian_lifts_a_minors_none_and_nobody_is_a_minor_without_a_date_of_birth(string forms, string status) => Status(forms).ShouldBe(status);

    [Theory]
    [InlineData("none 2026-03-01", "full 2026-03-01", true)]
    [InlineData("none 2026-03-01", "full 2026-03-01 guardian", false)]
    [InlineData("none 2026-03-01 refused", "none 2026-03-01 guardian", false)]
    [InlineData("none 2026-03-01 minor", "full 2026-03-01 guardian", true)]
    [InlineData("none 2026-03-01 guardian", "full 2026-03-01 guardian", true)]
    [InlineData("full 2026-03-01 adult", "none 2026-03-01 guardian", true)]
    public void A_guardian_never_supersedes_an_adults_own_none(string replaced, string replacement, bool may)
    {
        ReleaseOfInformation onFile = Some.Form(replaced);
        new ConsentHistory([onFile]).MaySupersede(Some.Form(replacement), onFile).ShouldBe(may);
    }

    [Theory]
    [InlineData("full 2026-03-01; none 2026-03-02 by=other", "NoSharingElsewhere")]
    [InlineData("full 2026-03-01; none 2026-03-01 by=other", "NoSharingElsewhere")]
    [InlineData("full 2026-03-01 doc; none 2026-03-01 by=other", "NoSharingElsewhere")]
    [InlineData("full 2026-03-01T12:00 doc; none 2026-03-01 by=other", "NoSharingElsewhere")]
    [InlineData("full 2026-03-01; none 2026-02-01 by=other", "NoSharingElsewhere")]
    [InlineData("full 2026-03-01 doc; none 2026-02-01 by=other", "Full")]
    [InlineData("limited 2026-03-01 doc; none 2026-02-01 by=other", "Limited")]
    [InlineData("full 2026-03-01 doc; none 2026-02-01 by=other; none 2026-04-01 by=third", "NoSharingElsewhere")]
    [InlineData("full 2026-03-01; none 2026-02-01 by=other; full 2026-02-15 by=other", "Full")]
    [InlineData("full 2026-03-01; full 2026-02-01 by=other", "Full")]
    [InlineData("full 2026-03-01; none 2026-04-01 by=other; full 2026-04-01T12:00 by=other", "NoSharingElsewhere")]
    public void Another_agencys_none_stands_until_a_later_signed_copy(string forms, string status) => Status(forms).ShouldBe(status);

    [Theory]
    [InlineData("full 2026-03-01 import; none 2026-02-01 by=other", "NoSharingElsewhere")]
    [InlineData("full 2026-03-01 import doc; none 2026-02-01 by=other", "Full")]
    [InlineData("none 2026-01-01; full 2026-03-01 import", "NoSharing")]
    [InlineData("none 2026-01-01; full 2026-03-01 import doc", "Full")]
    [InlineData("none 2026-01-01; full 2026-03-01", "Full")]
    [InlineData("full 2026-01-01; none 2026-03-01 import", "NoSharing")]
    public void An_imported_grant_lifts_a_none_only_with_its_signed_copy(string forms, string status) => Status(forms).ShouldBe(status);

    [Theory]
    [InlineData("none 2026-03-01; none 2026-04-01 by=other", "NoSharing")]
    [InlineData("full 2026-01-01 ends=2026-02-01; none 2026-04-01 by=other", "Expired")]
    [InlineData("none 2026-04-01 by=other", "NotOnFile")]
    [InlineData("full 2026-04-01 by=other", "NotOnFile")]
    [InlineData("full 2026-04-01 by=OWN", "NotOnFile")]
    public void The_agencys_own_papers_come_first(string forms, string status) => Status(forms).ShouldBe(status);

    [Fact]
    public void The_current_form_is_the_one_that_decides()
    {
        ConsentHistory history = Some.History("full 2026-01-01 v=1; none 2026-02-01 v=2; limited 2026-01-15 v=3");
        history.CurrentOf("own")!.Version.ShouldBe(2);
        history.CurrentOf("other").ShouldBeNull();
        ConsentHistory.Empty.CurrentOf("own").ShouldBeNull();
    }

    [Theory]
    [InlineData("none 2026-01-01 id=1; full 2026-03-01 id=2", "NoSharing")]
    [InlineData("none 2026-01-01 id=1; full 2026-03-01 id=2; full 2026-03-01 id=1", "Full")]
    [InlineData("full 2026-01-01 id=1; limited 2026-03-01 id=2", "Limited")]
    [InlineData("full 2026-01-01 id=1 ends=2026-02-01; full 2026-03-01 id=2", "Full")]
    [InlineData("none 2026-01-01 id=1 by=other; full 2026-02-01 id=2 by=other; full 2026-03-01 id=3", "NoSharingElsewhere")]
    public void A_link_between_two_ids_of_an_agency_never_lifts_a_none_documented_under_one_of_them(string forms, string status) =>
        Status(forms).ShouldBe(status);

    private static string Status(string forms) => Some.History(forms).StatusFor("own", Some.Today) switch
    {
        ConsentStatus.Permitted permitted => permitted.Choice.ToString(),
        ConsentStatus other => other.GetType().Name,
    };

    [Theory]
    [InlineData("full 2026-03-01 v=1; full 2026-03-01 v=2", 2)]
    [InlineData("full 2026-03-01 v=2; full 2026-03-01 v=1", 2)]
    public void Of_equal_forms_the_one_recorded_last_is_current(string forms, int version) =>
        Some.History(forms).CurrentOf("own")!.Version.ShouldBe(version);

    [Theory]
    [InlineData("none 2026-03-01 doc; none 2026-03-01", false, RoiSource.Recorded, RoiSigner.Self)]
    [InlineData("full 2026-03-01; full 2026-03-01 import", false, RoiSource.Import, RoiSigner.Self)]
    [InlineData("full 2026-03-01 import; full 2026-03-01", false, RoiSource.Import, RoiSigner.Self)]
    [InlineData("full 2026-03-01; full 2026-03-01 guardian", false, RoiSource.Recorded, RoiSigner.Guardian)]
    [InlineData("full 2026-03-01 guardian; full 2026-03-01", false, RoiSource.Recorded, RoiSigner.Guardian)]
    public void Of_forms_with_one_version_that_lifts_less_is_current(string forms, bool hasDocument, RoiSource source, RoiSigner signer)
    {
        ReleaseOfInformation current = Some.History(forms).CurrentOf("own")!;
        (current.HasDocument, current.Source, current.Signer).ShouldBe((hasDocument, source, signer));
    }

    [Fact]
    public void Whose_forms_say_No_Sharing_is_known_whether_or_not_they_count_now()
    {
        ConsentHistory history = Some.History("none 2026-01-01; full 2026-02-01; none 2026-01-01 by=south; full 2026-01-01 by=west");

        history.HasNoSharing.ShouldBeTrue();
        history.NoSharingAgencies.ShouldBe(["own", "south"], ignoreOrder: true);
        Some.History("full 2026-02-01").HasNoSharing.ShouldBeFalse();
        Some.History("full 2026-02-01").NoSharingAgencies.ShouldBeEmpty();
    }
}
