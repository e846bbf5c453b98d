using System.Text;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>An agency system that uploads HUD HMIS XML, before a vendor that records every byte.</summary>
public sealed class HmisXmlTests : IAsyncLifetime
{
    private readonly GatewayBeforeVendor _gateway = new() { Settings = { ["Vendors__0__Profile"] = "hmis-xml" } };

    public async ValueTask InitializeAsync()
    {
        await _gateway.InitializeAsync();
        await _gateway.RecordAsync("full-1", "full");
        await _gateway.RecordAsync("limited-1", "limited");
        await _gateway.RecordAsync("none-1", "none");
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_document_about_full_and_limited_clients_arrives_byte_for_byte()
    {
        string body = Document(Enrolled("e1", "full-1") + Exited("e1") + Enrolled("e2", "limited-1") + Exited("e2"));

        (await UploadAsync(body)).Status.ShouldBe(200);

        _gateway.Vendor.Text.ShouldEndWith(body);
    }

    [Fact]
    public async Task A_document_with_one_record_of_a_no_sharing_client_is_kept_whole()
    {
        foreach (string records in (string[])
                 [
                     Enrolled("e1", "full-1") + Enrolled("e2", "none-1"),
                     Exited("e2") + Enrolled("e1", "full-1") + Enrolled("e2", "none-1"),
                     Enrolled("e1", "full-1") + Enrolled("e1", "none-1") + Exited("e1"),
                     "<Project><ProjectID>p</ProjectID><PersonalID>none-1</PersonalID></Project>" + Enrolled("e1", "full-1"),
                 ])
        {
            string body = Document(records);

            Answer answer = await UploadAsync(body);

            (answer.Status, answer.Code).ShouldBe((403, "no_sharing"), records);
            (await _gateway.ReadBackAsync(answer.Receipt)).ShouldBe(Encoding.UTF8.GetBytes(body));
        }

        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_exit_that_names_an_enrollment_only_is_attributed_by_what_was_learned_also_after_a_restart()
    {
        (await UploadAsync(Document(Enrolled("e1", "full-1")))).Status.ShouldBe(200);
        await _gateway.RestartAsync();

        (await UploadAsync(Document(Exited("e1")))).Status.ShouldBe(200);
        (await UploadAsync(Document(Exited("e9")))).Code.ShouldBe("consent_not_confirmed");

        await _gateway.RecordAsync("full-1", "none", signedOn: "2026-02-01");
        _gateway.Vendor.Clear();
        (await UploadAsync(Document(Exited("e1")))).Code.ShouldBe("no_sharing");
        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("<Surprise><PersonalID>full-1</PersonalID></Surprise>", "route_unclassified")]
    [InlineData("<Client PersonalID=\"none-1\"><PersonalID>full-1</PersonalID></Client>", "payload_unreadable")]
    [InlineData("<Project><ProjectID>1</ProjectID></Project>", "client_unidentified")]
    public async Task What_is_not_known_to_be_permitted_is_kept(string records, string code)
    {
        (await UploadAsync(Document(records))).Code.ShouldBe(code);

        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_encrypted_document_is_kept()
    {
        byte[] body = [.. Enumerable.Range(0, 256).Select(static i => (byte)(i * 7))];

        Answer answer = await _gateway.SendBytesAsync("PUT", "/import/xml/data", body, "application/xml");

        answer.Code.ShouldBe("payload_unreadable");
        (await _gateway.ReadBackAsync(answer.Receipt)).ShouldBe(body);
        _gateway.Vendor.Bytes.ShouldBeEmpty();
    }

    private static string Enrolled(string enrollment, string client) =>
        $"<Enrollment><EnrollmentID>{enrollment}</EnrollmentID><PersonalID>{client}</PersonalID></Enrollment>";

    private static string Exited(string enrollment) => $"<Exit><EnrollmentID>{enrollment}</EnrollmentID><ExitDate>2026-10-02</ExitDate></Exit>";

    private static string Document(string records) =>
        $"<Sources><Source><SourceID>1</SourceID><Export><ExportID>1</ExportID>{records}</Export></Source></Sources>";

    private Task<Answer> UploadAsync(string body) => _gateway.SendBytesAsync("PUT", "/import/xml/data", Encoding.UTF8.GetBytes(body), "application/xml");
}
