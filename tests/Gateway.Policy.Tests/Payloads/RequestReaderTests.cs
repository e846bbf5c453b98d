using System.Text;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Payloads;

public sealed class RequestReaderTests
{
    private static readonly VendorProfile Profile = The.Profile(
        """
        { "name": "update", "method": "PUT", "path": "/clients/{client}/notes/{note}", "body": "json", "operation": "update", "kind": "note",
          "select": [{ "path": "client", "scheme": "vendor" }, { "path": "note", "scheme": "record" }, { "query": "PersonalID", "scheme": "vendor" },
                     { "header": "X-Enrollment", "scheme": "enrollment" }, { "json": "/id", "scheme": "record", "role": "defines" }] },
        { "name": "archive", "method": "POST", "path": "/clients/{client}/archive", "operation": "update", "select": [{ "path": "client", "scheme": "vendor" }] },
        { "name": "delete", "method": "DELETE", "path": "/clients/{client}", "operation": "delete", "select": [{ "path": "client", "scheme": "vendor" }] },
        { "name": "read", "method": "GET", "path": "/**", "body": "optionalJson", "operation": "read", "members": ["fields"] },
        { "name": "login", "method": "POST", "path": "/login", "body": "json", "operation": "auth" }
        """);

    [Fact]
    public void Every_reference_of_path_query_header_and_body_counts() =>
        Read.Request(
            Profile, "PUT", "/clients/1003/notes/12?personalid=1004", """{"id":"n1"}""", ("x-enrollment", "e7"), ("Hmis-Gateway-Client", "none-1"))
            .Record().References.Text().ShouldBe(
                "Vendor:Refers:1003@path Record:Refers:12@path Vendor:Refers:1004@query:PersonalID Enrollment:Refers:e7@header:X-Enrollment "
                + "Agency:Refers:none-1@header:Hmis-Gateway-Client Record:Defines:n1@/id");

    [Theory]
    [InlineData("/clients/10%2003/notes/1", null)]
    [InlineData("/clients/a,b/notes/1", null)]
    [InlineData("/clients/1/notes/1?PersonalID=a%2Fb", null)]
    [InlineData("/clients/1/notes/1", "two words")]
    [InlineData("/clients/1/notes/1", "none-1, none-2")]
    [InlineData("/clients/1/notes/1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void An_id_outside_the_body_has_the_same_form(string target, string? client) =>
        Read.Request(Profile, "PUT", target, "{}", client is null ? [] : [("Hmis-Gateway-Client", client)])
            .Reason().ShouldBe(UnreadableReason.InvalidIdentifier);

    [Fact]
    public void The_agencys_own_id_counts_for_every_rule() =>
        Read.Request(Profile, "GET", "/anything", null, ("Hmis-Gateway-Client", "full-1")).Record().References.Text()
            .ShouldBe("Agency:Refers:full-1@header:Hmis-Gateway-Client");

    [Theory]
    [InlineData("PUT", "/clients/1/notes/2", null)]
    [InlineData("POST", "/clients/1/archive", "{}")]
    [InlineData("DELETE", "/clients/1", "{}")]
    [InlineData("POST", "/login", null)]
    public void A_body_where_none_belongs_and_a_missing_one_are_refused(string method, string target, string? body) =>
        Read.Request(Profile, method, target, body).Reason().ShouldBe(UnreadableReason.UnexpectedBody);

    [Fact]
    public void A_delete_carries_no_query() =>
        Read.Request(Profile, "DELETE", "/clients/1?reason=moved").Reason().ShouldBe(UnreadableReason.QueryNotCanonical);

    [Theory]
    [InlineData("PUT", "/clients/1003/notes/12?x=1")]
    [InlineData("PUT", "/clients/1003/notes/12?PersonalID=1&client=n1")]
    public void A_write_has_no_query_key_that_its_rule_does_not_read(string method, string target) =>
        Read.Request(Profile, method, target, """{"id":"n1"}""").ShouldBeOfType<PayloadReading.Unreadable>();

    [Theory]
    [InlineData("""{"client":{"id":2003}}""")]
    [InlineData("""{"fields":{"client":1003}}""")]
    [InlineData("""{"fields":["id"]}""")]
    [InlineData("""{"fields":"id","ref_client":2003}""")]
    [InlineData("""{"fields":"id","ref_client":"2003"}""")]
    public void The_body_of_a_read_chooses_what_is_returned_and_carries_nothing_else(string body) =>
        Read.Request(Profile, "GET", "/clients/1", body).Reason().ShouldBe(UnreadableReason.UnexpectedBody);

    [Theory]
    [InlineData("GET", "/clients/1", null)]
    [InlineData("GET", "/clients/1", """{"fields":"id"}""")]
    [InlineData("POST", "/login", """{"user":"u"}""")]
    [InlineData("POST", "/clients/1/archive", null)]
    [InlineData("DELETE", "/clients/1", null)]
    public void A_rule_without_a_body_selector_gives_one_record(string method, string target, string? body)
    {
        PayloadRecord record = Read.Request(Profile, method, target, body).Record();
        record.Pointer.ShouldBe("");
        record.Identity.ShouldBeNull();
        record.IsLocked.ShouldBeFalse();
    }

    [Fact]
    public void The_body_of_a_read_is_read_as_strictly() =>
        Read.Request(Profile, "GET", "/clients/1", """{"fields":"id","fields":"ssn"}""").Reason().ShouldBe(UnreadableReason.DuplicateName);

    [Fact]
    public void A_failing_reader_makes_the_request_unreadable()
    {
        RouteClassification.Matched match = The.Match(Profile, "GET", "/x", hasBody: false);
        RequestReader.Read(match, The.Target("/x"), static _ => throw new InvalidOperationException(), [])
            .ShouldBe(new PayloadReading.Unreadable(UnreadableReason.ReaderFault));
        RequestReader.Read(match with { Rule = null! }, The.Target("/x"), static _ => null, [])
            .ShouldBe(new PayloadReading.Unreadable(UnreadableReason.ReaderFault));
    }

    [Fact]
    public void One_request_leaves_nothing_for_the_next()
    {
        for (int i = 0; i < 50; i++)
        {
            Read.Request(Profile, "PUT", "/clients/1/notes/2", """{"id":"secret"}""").Record().References.Count.ShouldBe(3);
            Read.Request(Profile, "PUT", "/clients/1/notes/2", """{"id":{"x":"broken""").ShouldBeOfType<PayloadReading.Unreadable>();
            Read.Request(Profile, "PUT", "/clients/1/notes/2", "{}").Record().References.Count.ShouldBe(2);
        }
    }

    [Fact]
    public void A_reader_takes_nothing_after_the_end()
    {
        var reader = new JsonPayloadReader(Profile.Rules[0], [new ClientReference(IdentifierScheme.Vendor, ReferenceRole.Refers, "9", "path")]);
        reader.Push("{}"u8);
        reader.Complete().Record().References.Single().Value.ShouldBe("9");
        Should.Throw<InvalidOperationException>(() => reader.Push("{}"u8));
        reader.Reset(Profile.Rules[0]);
        reader.Push(Encoding.UTF8.GetBytes("""{"id":1}"""));
        reader.Complete().Record().References.Single().Value.ShouldBe("1");
    }

    [Theory]
    [InlineData("defines", "007", false)]
    [InlineData("defines", "00", false)]
    [InlineData("defines", "0", true)]
    [InlineData("defines", "7", true)]
    [InlineData("defines", "700", true)]
    [InlineData("defines", "0a7", true)]
    [InlineData("refers", "007", true)]
    public void A_new_id_of_digits_has_no_leading_zeros(string role, string id, bool isRead)
    {
        VendorProfile profile = The.Profile($$"""
            { "name": "r", "method": "PUT", "path": "/x/{id}", "body": "optionalJson", "operation": "create",
              "select": [{ "path": "id", "scheme": "vendor", "role": "{{role}}" }, { "json": "/id", "scheme": "vendor", "role": "{{role}}" }] }
            """);

        (Read.Request(profile, "PUT", $"/x/{id}") is PayloadReading.Readable).ShouldBe(isRead);
        (Read.Request(profile, "PUT", "/x/1", $$"""{"id":"{{id}}"}""") is PayloadReading.Readable).ShouldBe(isRead);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void An_id_in_a_path_has_at_most_64_characters(int length, bool isRead)
    {
        VendorProfile profile = The.Profile("""
            { "name": "r", "method": "PUT", "path": "/x/{id}", "body": "optionalJson", "operation": "create", "select": [{ "path": "id", "scheme": "vendor" }] }
            """);

        (Read.Request(profile, "PUT", "/x/" + new string('a', length)) is PayloadReading.Readable).ShouldBe(isRead);
    }
}
