using System.Diagnostics;
using HmisGateway.EndToEndTests.Harness;
using HmisGateway.Sandbox;

namespace HmisGateway.EndToEndTests;

/// <summary>What the sandbox prints is true: each printed call, pasted into a shell, gives its printed result.</summary>
public sealed class SandboxGuideTests(SandboxProcess sandbox) : IClassFixture<SandboxProcess>
{
    [Fact]
    public async Task Each_printed_call_gives_its_printed_result()
    {
        foreach (SandboxCall call in SandboxGuide.Calls(sandbox.Gateway, sandbox.Vendor, sandbox.Key))
        {
            Squeeze(sandbox.Process.Output).ShouldContain(Squeeze(call.Command));
            (await BashAsync(call.Command)).ShouldContain(call.ExpectedFragment, Case.Sensitive, call.Command);
        }
    }

    [Fact]
    public async Task The_vendor_page_shows_what_was_received()
    {
        await sandbox.ClearReceivedAsync();
        (await PageAsync()).ShouldContain("nothing", Case.Insensitive);

        await sandbox.SendAsync(HttpMethod.Put, "/clients/1001", """{"client":{"alias":"the raven"}}""");

        (await PageAsync()).ShouldContain("the raven");
    }

    private async Task<string> PageAsync()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, sandbox.Vendor);
        request.Headers.Accept.ParseAdd("text/html");
        using HttpResponseMessage page = await sandbox.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static string Squeeze(string text) => string.Concat(text.Where(static c => !char.IsWhiteSpace(c)));

    private static async Task<string> BashAsync(string command)
    {
        ProcessStartInfo start = new("bash", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process bash = Process.Start(start)!;
        string output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output + error;
    }
}
