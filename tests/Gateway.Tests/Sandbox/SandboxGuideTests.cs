using System.Diagnostics;
using System.Text;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Policy.Decisions;
using HmisGateway.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HmisGateway.Tests.Sandbox;

public sealed class SandboxGuideTests
{
    private const string Key = "demo-shelter.c2VjcmV0";

    [Fact]
    public async Task Each_printed_call_works_in_bash_and_gives_its_printed_result()
    {
        await using SimulatedVendor vendor = await SimulatedVendor.StartAsync(0, TimeProvider.System, TestContext.Current.CancellationToken);
        await using WebApplication gateway = Build(vendor.Address);
        await gateway.StartAsync(TestContext.Current.CancellationToken);
        IReadOnlyList<SandboxCall> calls = SandboxGuide.Calls(new Uri(gateway.Urls.First()), vendor.Address, Key);
        calls.Count.ShouldBe(5);
        foreach (SandboxCall call in calls)
        {
            string output = await RunAsync(call.Command);
            output.ShouldContain(call.ExpectedFragment, Case.Sensitive, call.Command);
        }

        vendor.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_whole_text_can_be_pasted_at_once()
    {
        await using SimulatedVendor vendor = await SimulatedVendor.StartAsync(0, TimeProvider.System, TestContext.Current.CancellationToken);
        await using WebApplication gateway = Build(vendor.Address);
        await gateway.StartAsync(TestContext.Current.CancellationToken);
        Uri at = new(gateway.Urls.First());
        string text = SandboxGuide.Render(at, vendor.Address, at, Key);
        string output = await RunAsync(text[text.IndexOf("# 1.", StringComparison.Ordinal)..text.IndexOf("Ctrl-C", StringComparison.Ordinal)]);
        foreach (SandboxCall call in SandboxGuide.Calls(at, vendor.Address, Key))
        {
            output.ShouldContain(call.ExpectedFragment);
            text.ShouldContain(call.Command);
            text.ShouldContain(call.Expected);
        }
    }

    // A gateway in a few lines: it keeps what is about none-1, and forwards the rest.
    private static WebApplication Build(Uri vendor)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        List<(Guid Receipt, byte[] Content)> kept = [];
        app.Run(async context =>
        {
            context.Request.Headers["Hmis-Gateway-Key"].ToString().ShouldBe(Key);
            string path = context.Request.Path;
            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            if (path == "/_gateway/v1/offline")
            {
                context.Request.QueryString.Value.ShouldBe("?client=none-1&limit=1");
                await context.Response.WriteAsync($$"""{"items":[{"receipt":"{{kept[0].Receipt}}","code":"no_sharing"}],"nextCursor":null}""", context.RequestAborted);
            }
            else if (path.StartsWith("/_gateway/", StringComparison.Ordinal))
            {
                context.Request.Headers["Hmis-Gateway-Actor"].ToString().ShouldNotBeEmpty();
                context.Request.Headers["Hmis-Gateway-Reason"].ToString().ShouldBe("acceptance-test");
                path.ShouldBe($"/_gateway/v1/offline/{kept[0].Receipt}/content");
                await context.Response.Body.WriteAsync(kept[0].Content, context.RequestAborted);
            }
            else if (context.Request.Headers["Hmis-Gateway-Client"] == "none-1" || path.Contains("/1003/", StringComparison.Ordinal))
            {
                kept.Add((Guid.NewGuid(), body.ToArray()));
                bool locked = Encoding.UTF8.GetString(body.ToArray()).Contains("\"private\":true", StringComparison.Ordinal);
                await ProblemWriter.WriteAsync(context, Problems.Diverted(DivertCode.NoSharing, kept[^1].Receipt, locked, [""]), context.RequestAborted);
            }
            else
            {
                using HttpClient client = new();
                using ByteArrayContent content = new(body.ToArray());
                using HttpResponseMessage answer = await client.PostAsync(new Uri(vendor, path), content, context.RequestAborted);
                context.Response.StatusCode = (int)answer.StatusCode;
                await context.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync(context.RequestAborted), context.RequestAborted);
            }
        });
        return app;
    }

    private static async Task<string> RunAsync(string script)
    {
        ProcessStartInfo start = new("bash") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process bash = Process.Start(start)!;
        await bash.StandardInput.WriteAsync(script);
        bash.StandardInput.Close();
        Task<string> errors = bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        (await errors).ShouldBeEmpty();
        return output;
    }
}
