using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Payloads;

/// <summary>What the ROI records of the shipped profiles are read as.</summary>
public sealed class RoiStatementTests
{
    [Theory]
    [InlineData("""{"consent":{"status":"APPROVED","startTime":1767225600000}}""", StatedChoice.Granted, "2026-01-01")]
    [InlineData("""{"consent":{"status":"REJECTED","startTime":"1767225600000"}}""", StatedChoice.None, "2026-01-01")]
    [InlineData("""{"consent":{"status":"REJECTED"}}""", StatedChoice.None, null)]
    [InlineData("""{"consent":{"status":null}}""", null, null)]
    [InlineData("""{"consent":{"consentDocumentLink":"x"}}""", null, null)]
    public void A_consent_of_hslynk(string body, StatedChoice? choice, string? signedOn) =>
        ShouldSay(Read.Request(The.Shipped("hslynk-rest"), "POST", "/hmis-clientapi/rest/v2020/clients/1001/consents", body), choice, signedOn);

    [Theory]
    [InlineData("""{"clientId":"7","fields":{"firstName":0,"ssn":0}}""", StatedChoice.Granted)]
    [InlineData("""{"clientId":"7","fields":{"firstName":0,"ssn":1}}""", StatedChoice.None)]
    [InlineData("""{"clientId":"7","fields":{"ssn":"1","firstName":"0"}}""", StatedChoice.None)]
    [InlineData("""{"clientId":"7","fields":[0,1]}""", StatedChoice.None)]
    [InlineData("""{"clientId":"7","fields":{"firstName":null}}""", null)]
    public void A_consent_of_openhmis_says_zero_for_share_and_one_for_no(string body, StatedChoice? choice) =>
        ShouldSay(Read.Request(The.Shipped("openhmis"), "POST", "/openhmis/api/v3/consents", body), choice, null);

    [Theory]
    [InlineData("""{"releaseGranted":"No","startDate":"3/1/2026"}""", StatedChoice.None)]
    [InlineData("""{"releaseGranted":true,"startDate":"2026-03-01"}""", StatedChoice.Granted)]
    public void A_release_of_wellsky(string body, StatedChoice? choice) =>
        ShouldSay(Read.Request(The.Shipped("wellsky"), "POST", "/api/v1/clients/7/releases", body), choice, "2026-03-01");

    [Theory]
    [InlineData("1", StatedChoice.Granted)]
    [InlineData("0", StatedChoice.None)]
    public void A_release_of_clarity(string permission, StatedChoice choice) => ShouldSay(
        Read.Request(
            The.Shipped("clarity-graphql"),
            "POST",
            "/graphql",
            $$$"""{"query":"mutation($p: Int!){createReleaseOfInformation(data:{personalId:\"7\",permission:$p,startDate:\"2026-03-01\"}){id}}","variables":{"p":{{{permission}}}}}"""),
        choice,
        "2026-03-01");

    [Theory]
    [InlineData("hslynk-rest", "/hmis-clientapi/rest/v2020/clients/1001/consents", """{"consent":{"status":"PENDING"}}""", UnreadableReason.UnknownChoice)]
    [InlineData("hslynk-rest", "/hmis-clientapi/rest/v2020/clients/1001/consents", """{"consent":{"status":{"value":"REJECTED"}}}""", UnreadableReason.InvalidIdentifier)]
    [InlineData("hslynk-rest", "/hmis-clientapi/rest/v2020/clients/1001/consents", """{"consent":[{"status":"REJECTED"}]}""", UnreadableReason.InvalidIdentifier)]
    [InlineData("openhmis", "/openhmis/api/v3/consents", """{"clientId":"7","fields":{"ssn":2}}""", UnreadableReason.UnknownChoice)]
    [InlineData("openhmis", "/openhmis/api/v3/consents", """{"clientId":"7","fields":{"ssn":{"x":1}}}""", UnreadableReason.InvalidIdentifier)]
    public void What_might_say_no_is_refused(string profile, string target, string body, UnreadableReason reason) =>
        Read.Request(The.Shipped(profile), "POST", target, body).ShouldBeOfType<PayloadReading.Unreadable>().Reason.ShouldBe(reason);

    private static void ShouldSay(PayloadReading reading, StatedChoice? choice, string? signedOn)
    {
        PayloadRecord record = reading.ShouldBeOfType<PayloadReading.Readable>(reading.ToString()!).Records.ShouldHaveSingleItem();
        record.Kind.ShouldBe(RecordKind.Roi);
        (record.Roi?.Choice).ShouldBe(choice);
        (record.Roi?.SignedOn).ShouldBe(signedOn is null ? null : DateOnly.ParseExact(signedOn, "yyyy-MM-dd"));
    }
}
