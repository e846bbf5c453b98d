using System.Text;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Payloads;

/// <summary>What is read of the GraphQL that agency systems really send, and what the answers teach.</summary>
public sealed class GraphQLReadingTests
{
    [Fact]
    public void A_clarity_client_is_created_by_name_alone()
    {
        PayloadRecord record = Read.Request(The.ClarityGraphQL, "POST", "/graphql", GraphQLHidingTests.Request(
            "mutation ($clientInput: CreateClientInput!, $clientSubItemsInput: CreateClientSubItemsInput!) { createClient(client: $clientInput, data: $clientSubItemsInput) { personalId } }",
            """{"clientInput":{"firstName":"Ada","lastName":"Quill","ssn1":"219","ssn2":"09","ssn3":"9999","dob":"1985-12-10"},"clientSubItemsInput":{"alias":null}}""")).Record();

        record.References.ShouldBeEmpty();
        record.Identity!.Ssn.ShouldNotBeNull();
        record.Identity.DateOfBirth.ShouldBe(new DateOnly(1985, 12, 10));
    }

    [Fact]
    public void A_clarity_note_names_client_and_enrollment() =>
        Read.Request(The.ClarityGraphQL, "POST", "/graphql", GraphQLHidingTests.Request(
            "mutation ($clientNoteInput: CreateClientNoteInput!){ createClientNote(data:$clientNoteInput){id} }",
            """{"clientNoteInput":{"personalId":"1001","enrollmentId":"517","title":"visit","note":"done","date":"2026-10-17","category":"1"}}"""))
            .Record().References.Text().ShouldBe("Vendor:Refers:1001@/**/personalId Enrollment:Refers:517@/**/enrollmentId");

    [Fact]
    public void A_token_is_obtained_without_a_client() =>
        Read.Request(The.ClarityGraphQL, "POST", "/graphql", GraphQLHidingTests.Request(
            "mutation CreateAuthToken($username: String!, $password: String!){ createAuthToken(username:$username,password:$password){ authToken } }",
            """{"username":"agency","password":"x"}"""))
            .ShouldBeOfType<PayloadReading.Readable>().Operation.ShouldBe(HmisGateway.Policy.Profiles.Operation.Auth);

    [Fact]
    public void Each_field_learns_from_its_own_part_of_the_answer_under_its_alias()
    {
        IReadOnlyList<PayloadRecord> records = Read.Request(The.ClarityGraphQL, "POST", "/graphql", GraphQLHidingTests.Request(
            "mutation { one: createClient(client: { firstName: \"Ada\" }, data: {}) { personalId } createClient(client: { firstName: \"Bo\" }, data: {}) { personalId } }")).Records();
        byte[] answer = Encoding.UTF8.GetBytes("""{"data":{"one":{"personalId":"71"},"createClient":{"personalId":"72"}}}""");

        AnswerReader.Learn(records[0].Answer!, answer).Text().ShouldBe("Vendor:Defines:71@/personalId");
        AnswerReader.Learn(records[1].Answer!, answer).Text().ShouldBe("Vendor:Defines:72@/personalId");
    }

    [Fact]
    public void In_a_list_of_requests_each_learns_from_the_answer_at_its_place()
    {
        string create = GraphQLHidingTests.Request("mutation { createClient(client: { firstName: \"Ada\" }, data: {}) { personalId } }");
        IReadOnlyList<PayloadRecord> records = Read.Request(The.ClarityGraphQL, "POST", "/graphql", $"[{create},{create}]").Records();
        byte[] answer = Encoding.UTF8.GetBytes("""[{"data":{"createClient":{"personalId":"71"}}},{"data":{"createClient":{"personalId":"72"}}}]""");

        records.Select(record => AnswerReader.Learn(record.Answer!, answer).Text()).ShouldBe(["Vendor:Defines:71@/personalId", "Vendor:Defines:72@/personalId"]);
        records.Select(static record => record.Pointer).ShouldBe(["/0/createClient", "/1/createClient"]);
    }

    [Theory]
    [InlineData("""{"data":{"createClient":{"personalId":"71"}}}""", true)]
    [InlineData("""{"data":{"createClient":null},"errors":[{"message":"no"}]}""", false)]
    [InlineData("""{"data":null,"errors":[{"message":"no"}]}""", false)]
    [InlineData("""{"errors":[{"message":"no"}]}""", false)]
    [InlineData("""[]""", false)]
    [InlineData("""<html>""", false)]
    [InlineData("", false)]
    public void An_answer_without_the_field_says_that_it_failed(string answer, bool isAnswered)
    {
        AnswerPlace place = Read.Request(The.ClarityGraphQL, "POST", "/graphql", GraphQLHidingTests.Request(
            "mutation { createClient(client: { firstName: \"Ada\" }, data: {}) { personalId } }")).Record().Answer!;

        AnswerReader.IsAnswered(place, Encoding.UTF8.GetBytes(answer)).ShouldBe(isAnswered);
    }
}
