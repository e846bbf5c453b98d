using HmisGateway.Policy.Clients;

namespace HmisGateway.Policy.Tests.Clients;

public sealed class IdentityFingerprintsTests
{
    [Theory]
    [InlineData("Ann", "Ode", "1980-01-02", "219-09-9998", "SsnAndName NameAndBirth NameSsn4AndBirth SsnAndBirth", "Ssn Name", "Name Birth Ssn")]
    [InlineData("Ann", "Ode", "1980-01-02", "xxx-xx-9998", "NameAndBirth NameSsn4AndBirth", "Name", "Name Birth")]
    [InlineData("Ann", "Ode", "1980-01-02", null, "NameAndBirth", "Name", "Name Birth")]
    [InlineData("Ann", "Ode", null, "219-09-9998", "SsnAndName", "Ssn Name", "Name Ssn")]
    [InlineData(null, "Ode", "1980-01-02", "219-09-9998", "SsnAndBirth", "Ssn", "Birth Ssn")]
    [InlineData("Ann", "Ode", null, null, "", "Name", "Name")]
    [InlineData(null, null, "1980-01-02", null, "", "", "Birth")]
    [InlineData(null, null, null, null, "", "", "")]
    public void Two_parts_match_and_one_is_possible(
        string? first, string? last, string? dob, string? ssn, string matches, string possible, string parts)
    {
        ReportedIdentity identity = IdentityNormalizer.Normalize(first, last, dob, ssn);
        Forms(IdentityFingerprints.MatchesOf(identity)).ShouldBe(matches);
        Forms(IdentityFingerprints.PossibleOf(identity)).ShouldBe(possible);
        Forms(IdentityFingerprints.PartsOf(identity)).ShouldBe(parts);
        identity.IsMatchable.ShouldBe(matches.Length > 0);
    }

    [Fact]
    public void The_texts_are_stable_because_their_hashes_are_stored()
    {
        ReportedIdentity identity = IdentityNormalizer.Normalize("Ann", "Ode", "1980-01-02", "219-09-9998");
        IdentityFingerprints.MatchesOf(identity).Select(static f => f.Text).ShouldBe(
            ["219099998|ann ode", "ann ode|1980-01-02", "ann ode|9998|1980-01-02", "219099998|1980-01-02"]);
        IdentityFingerprints.PossibleOf(identity).Select(static f => f.Text).ShouldBe(["219099998", "ann ode"]);
    }

    [Fact]
    public void Two_spellings_of_one_identity_have_the_same_fingerprints() =>
        IdentityFingerprints.MatchesOf(IdentityNormalizer.Normalize("JOS\u00C9", "O'Neill", "1/2/1980", "219099998")).ShouldBe(
            IdentityFingerprints.MatchesOf(IdentityNormalizer.Normalize("Jose", "ONeill", "315619200000", "219-09-9998")));

    [Fact]
    public void A_fingerprint_never_prints_its_text() =>
        IdentityFingerprints.PossibleOf(IdentityNormalizer.Normalize("Ann", "Ode", null, null))[0].ToString().ShouldBe("Name");

    private static string Forms(IEnumerable<IdentityFingerprint> fingerprints) => string.Join(' ', fingerprints.Select(static f => f.Form));
}
