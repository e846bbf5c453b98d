using System.Net;
using HmisGateway.Consent;
using HmisGateway.Consent.Sources;
using HmisGateway.Hosting;

namespace HmisGateway.Tests.Consent.Sources;

public sealed class HttpRoiSourceTests : IDisposable
{
    private readonly RecordingHandler _handler = new();
    private readonly TemporaryFolder _folder = new();
    private readonly ConsentOptions _options = new() { Source = RoiSourceKind.Http, Address = "https://consent.example.org/roi-lookups" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _handler.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_question_names_the_agency_and_its_clients_in_the_body_and_presents_the_credential()
    {
        File.WriteAllText(_folder["token"], "Bearer abc\n");
        _options.Credential = new VendorCredentialOptions { Header = "Authorization", FromFile = _folder["token"] };

        (await AskAsync("""{"clients":[{"clientId":"a-1","forms":[{"choice":"full","signedOn":"2026-10-01"}]},{"clientId":"b-2","vendorId":"hmis:1002","forms":[]}]}"""))
            .Select(static client => (client.ClientId, client.VendorId?.Id, client.Forms.Count)).ShouldBe([("a-1", null, 1), ("b-2", "1002", 0)]);

        (HttpMethod method, Uri address, string body) = _handler.Requests.ShouldHaveSingleItem();
        method.ShouldBe(HttpMethod.Post);
        address.ShouldBe(new Uri(_options.Address!));
        body.ShouldBe("""{"agency":"north","clients":[{"clientId":"a-1"},{"vendorId":"hmis:1002"}]}""");
        _handler.Headers!.Authorization!.ToString().ShouldBe("Bearer abc");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"clients":null}""")]
    [InlineData("""{"clients":[null]}""")]
    [InlineData("""{"clients":[{"forms":[]}]}""")]
    [InlineData("""{"clients":[{"clientId":"a-1"}]}""")]
    [InlineData("""{"clients":[{"clientId":"a-1","forms":[null]}]}""")]
    [InlineData("""{"clients":[{"clientId":"a-1","form":[]}]}""")]
    [InlineData("""{"clients":[{"clientId":"a-1","forms":[{"choise":"none"}]}]}""")]
    [InlineData("""{"clients":[],"clients":[{"clientId":"a-1","forms":[]}]}""")]
    [InlineData("""{"clients":[{"clientId":"zz-9","forms":[]}]}""")]
    [InlineData("""{"clients":[{"clientId":"b-2","vendorId":"hmis:1003","forms":[]}]}""")]
    [InlineData("""{"clients":[{"clientId":"b-2","vendorId":"other:1002","forms":[]}]}""")]
    [InlineData("""{"clients":[{"clientId":"a-1","vendorId":"hmis:1004","forms":[]}]}""")]
    public async Task An_answer_that_is_not_of_the_protocol_stops_the_request(string answer)
    {
        RoiSourceUnavailableException fault = await Should.ThrowAsync<RoiSourceUnavailableException>(() => AskAsync(answer));
        fault.ToString().ShouldNotContain("zz-9");
    }

    [Theory]
    [InlineData(HttpStatusCode.NoContent)]
    [InlineData(HttpStatusCode.Found)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task Any_other_answer_than_200_stops_the_request(HttpStatusCode status)
    {
        RoiSourceUnavailableException fault = await Should.ThrowAsync<RoiSourceUnavailableException>(() => AskAsync("""{"clients":[]}""", status));
        fault.Message.ShouldBe($"The ROI source answered {(int)status}.");
    }

    [Fact]
    public async Task A_credential_that_cannot_be_read_stops_the_request()
    {
        _options.Credential = new VendorCredentialOptions { Header = "Authorization", FromFile = _folder["missing"] };
        await Should.ThrowAsync<RoiSourceUnavailableException>(() => AskAsync("""{"clients":[]}"""));
        _handler.Requests.ShouldBeEmpty();
    }

    private Task<IReadOnlyList<RoiSourceClient>> AskAsync(string answer, HttpStatusCode status = HttpStatusCode.OK)
    {
        _handler.Answers.Enqueue((status, answer));
        HttpRoiSource source = new(new RoiSourceCaller(_handler, _options), _options, [new VendorOptions { Name = "hmis" }]);
        return source.AskAsync("north", [new("a-1", null), new(null, new VendorClientId("hmis", "1002"))], Stop);
    }
}
