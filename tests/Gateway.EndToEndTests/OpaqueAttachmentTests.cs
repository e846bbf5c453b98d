using System.Text;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>With <c>Attachments:Opaque</c> set to <c>divert</c>, what nobody can read stays here.</summary>
public sealed class OpaqueAttachmentTests : IAsyncLifetime
{
    private readonly GatewayBeforeVendor _gateway = new() { Settings = { ["Attachments__Opaque"] = "divert" } };

    public async ValueTask InitializeAsync()
    {
        await _gateway.InitializeAsync();
        await _gateway.RecordAsync("full-1", "full", "1001");
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_picture_is_kept_and_a_text_is_sent()
    {
        byte[] picture = File("image/png", "\u0001\u0002");

        Answer answer = await SendAsync(picture);

        (answer.Status, answer.Code).ShouldBe((403, "payload_unreadable"), answer.Text);
        (await _gateway.ReadBackAsync(answer.Receipt)).ShouldBe(picture);
        _gateway.Vendor.Bytes.ShouldBeEmpty();

        (await SendAsync(File("text/plain", "seen at the door"))).Status.ShouldBe(200);
    }

    private Task<Answer> SendAsync(byte[] body) => _gateway.SendBytesAsync("POST", "/clients/1001/photo/upload", body, "multipart/form-data; boundary=b");

    private static byte[] File(string type, string content) =>
        Encoding.ASCII.GetBytes($"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\nContent-Type: {type}\r\n\r\n{content}\r\n--b--\r\n");
}
