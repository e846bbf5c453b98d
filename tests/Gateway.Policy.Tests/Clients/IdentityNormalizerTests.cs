using HmisGateway.Policy.Clients;

namespace HmisGateway.Policy.Tests.Clients;

public sealed class IdentityNormalizerTests
{
    [Theory]
    [InlineData("Edgar", "Poe", "edgar poe")]
    [InlineData(" EDGAR ", "poe", "edgar poe")]
    [InlineData("Jos\u00E9", "Nu\u00F1ez", "jose nunez")]
    [InlineData("Jose\u0301", "Nun\u0303ez", "jose nunez")]
    [InlineData("Mary-Jane", "O'Brien", "maryjane obrien")]
    [InlineData("Mary Jane", "O\u2019Brien", "maryjane obrien")]
    [InlineData("Bj\u00F8rn", "Gro\u00DF", "bjorn gross")]
    [InlineData("\u0141ukasz", "\u00C6sop", "lukasz aesop")]
    [InlineData("\uFF2Aane", "R\u00FCd", "jane rud")]
    [InlineData("\u0130rem", "I\u015F\u0131k", "irem isik")]
    [InlineData("Anna", "\u041F\u0435\u0442\u0440\u043E\u0432\u0430", "anna \u043F\u0435\u0442\u0440\u043E\u0432\u0430")]
    [InlineData("Jane", "Doerr", "jane doerr")]
    [InlineData("Client", "Smith", "client smith")]
    public void A_name_is_folded(string first, string last, string name) =>
        IdentityNormalizer.Normalize(first, last, null, null).FullName.ShouldBe(name);

    [Theory]
    [InlineData("Poe, Edgar", null, "edgar poe", null)]
    [InlineData("", "POE, Edgar", "edgar poe", null)]
    [InlineData("Edgar", "Poe, Jr.", "edgar poejr", "edgar poe")]
    [InlineData("Edgar", "Poe III", "edgar poeiii", "edgar poe")]
    [InlineData("Edgar Sr", "Poe", "edgarsr poe", "edgar poe")]
    [InlineData("Poe, Edgar Jr", " ", "edgarjr poe", "edgar poe")]
    [InlineData("Edgar", "Sr", "edgar sr", null)]
    [InlineData("Poe", "", null, null)]
    [InlineData("Refused, Client", null, null, null)]
    public void A_name_is_read_from_one_field_and_without_its_suffix(string? first, string? last, string? name, string? plain)
    {
        ReportedIdentity identity = IdentityNormalizer.Normalize(first, last, null, null);
        identity.FullName.ShouldBe(name);
        identity.PlainName.ShouldBe(plain);
    }

    [Theory]
    [InlineData("da39a3ee5e6b4b0d3255bfef95601890afd80709", "da39a3ee5e6b4b0d3255bfef95601890afd80709")]
    [InlineData("Edgar", "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    public void A_hash_is_no_name_no_date_and_no_number(string first, string last)
    {
        IdentityNormalizer.Normalize(first, last, last, last).IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData("1980-01-01", "1", false)]
    [InlineData("1980-01-01", null, false)]
    [InlineData("1980-01-01", "FULL_DOB_REPORTED", false)]
    [InlineData("1980-01-02", "2", false)]
    [InlineData("1980-01-01", "2", true)]
    [InlineData("01/01/1980", " 99 ", true)]
    [InlineData("1/1/1980", "DATA_NOT_COLLECTED", true)]
    public void A_first_of_january_that_is_called_inexact_is_no_date_of_birth(string text, string? quality, bool isPlaceholder)
    {
        ReportedIdentity identity = IdentityNormalizer.Normalize("Edgar", "Poe", text, null, quality);
        (identity.DateOfBirth is null).ShouldBe(isPlaceholder);
        (identity.PlaceholderBirth is not null).ShouldBe(isPlaceholder);
        identity.IsMatchable.ShouldBe(!isPlaceholder);
    }

    [Theory]
    [InlineData(null, "Poe")]
    [InlineData("Edgar", null)]
    [InlineData("", "Poe")]
    [InlineData("Edgar", "---")]
    [InlineData("Anonymous", "Anonymous")]
    [InlineData("Client", "Refused")]
    [InlineData("CLIENT", "refused.")]
    [InlineData("Generated", "Refused")]
    [InlineData("Refused", "Refused")]
    [InlineData("Unknown", "Smith")]
    [InlineData("Jane", "Unknown")]
    [InlineData("John", "Doe")]
    [InlineData("Baby Girl", "DOE")]
    [InlineData("xxx", "xxx")]
    public void A_missing_or_placeholder_name_is_none(string? first, string? last) =>
        IdentityNormalizer.Normalize(first, last, null, null).FullName.ShouldBeNull();

    [Theory]
    [InlineData("219-09-9998", "219099998", "9998")]
    [InlineData("219 09 9998", "219099998", "9998")]
    [InlineData("219099998", "219099998", "9998")]
    [InlineData("219\u201109\u20139998", "219099998", "9998")]
    [InlineData("XXX-XX-9998", null, "9998")]
    [InlineData("*****9998", null, "9998")]
    [InlineData("xx9998", null, "9998")]
    [InlineData("9998", null, "9998")]
    [InlineData("0000", null, null)]
    [InlineData("xxxx", null, null)]
    [InlineData("219-09-xxxx", null, null)]
    [InlineData("21909999", null, null)]
    [InlineData("2190999980", null, null)]
    [InlineData("000-12-3456", null, null)]
    [InlineData("666-12-3456", null, null)]
    [InlineData("900-12-3456", null, null)]
    [InlineData("999-99-9999", null, null)]
    [InlineData("219-00-9998", null, null)]
    [InlineData("219-09-0000", null, null)]
    [InlineData("123-45-6789", null, null)]
    [InlineData("111-11-1111", null, null)]
    [InlineData("none", null, null)]
    [InlineData("219-09-999\uFF18", null, null)]
    [InlineData("", null, null)]
    [InlineData(null, null, null)]
    public void A_social_security_number_is_nine_digits_that_were_issued(string? text, string? ssn, string? last4)
    {
        ReportedIdentity identity = IdentityNormalizer.Normalize(null, null, null, text);
        identity.Ssn.ShouldBe(ssn);
        identity.SsnLast4.ShouldBe(last4);
    }

    [Theory]
    [InlineData("1975-02-03", "1975-02-03")]
    [InlineData("1975/02/03", "1975-02-03")]
    [InlineData("19750203", "1975-02-03")]
    [InlineData("2/3/1975", "1975-02-03")]
    [InlineData("02/03/1975", "1975-02-03")]
    [InlineData("12-31-1999", "1999-12-31")]
    [InlineData("1975-02-03T00:00:00Z", "1975-02-03")]
    [InlineData("1975-02-03T23:59:59-06:00", "1975-02-03")]
    [InlineData("1975-02-03 10:00:00", "1975-02-03")]
    [InlineData("160617600000", "1975-02-03")]
    [InlineData("-1", "1969-12-31")]
    [InlineData("-86400000", "1969-12-31")]
    [InlineData("-86400001", "1969-12-30")]
    [InlineData("1473746618394", "2016-09-13")]
    [InlineData("1909-01-19", "1909-01-19")]
    [InlineData("2024-02-29", "2024-02-29")]
    [InlineData("2023-02-29", null)]
    [InlineData("1900-01-01", null)]
    [InlineData("01/01/1900", null)]
    [InlineData("1904-12-31", null)]
    [InlineData("9999-12-31", null)]
    [InlineData("0001-01-01", null)]
    [InlineData("13/13/1975", null)]
    [InlineData("0", null)]
    [InlineData("9223372036854775807", null)]
    [InlineData("-9223372036854775808", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("unknown", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_date_of_birth_is_read_in_every_form_and_placeholders_are_none(string? text, string? date) =>
        IdentityNormalizer.Normalize(null, null, text, null).DateOfBirth.ShouldBe(date is null ? null : DateOnly.ParseExact(date, "yyyy-MM-dd"));

    [Fact]
    public void Nothing_usable_is_an_empty_identity()
    {
        IdentityNormalizer.Normalize("Client", "Refused", "1900-01-01", "000-00-0000").IsEmpty.ShouldBeTrue();
        IdentityNormalizer.Normalize(null, null, null, null).IsEmpty.ShouldBeTrue();
    }
}
