using System.Net;
using System.Net.Http.Headers;
using HmisGateway.Pipeline.Answers;
using HmisGateway.Tests.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace HmisGateway.Tests.Answers;

public sealed class ProblemPagesTests : IAsyncLifetime
{
    private readonly WebApplication _app;
    private readonly HttpClient _client = new();

    public ProblemPagesTests()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapProblemPages();
    }

    [Fact]
    public async Task Every_code_has_a_page_in_english_and_spanish()
    {
        foreach (ProblemCode code in ProblemCodes.All)
        {
            using HttpResponseMessage response = await GetAsync(ProblemText.TypeOf(code), "en");
            string html = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            response.StatusCode.ShouldBe(HttpStatusCode.OK, code.ToString());
            response.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
            response.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'; style-src 'sha256-");
            html.ShouldContain("<html lang=\"en\">");
            html.ShouldContain("<section lang=\"es\">");
            foreach (ProblemText text in new[] { ProblemText.English(code), ProblemText.Spanish(code) })
            {
                html.ShouldContain(text.Heading);
                html.ShouldContain(text.Meaning);
                html.ShouldContain(text.NextStep);
                html.ShouldContain(text.Integrator);
            }
        }
    }

    [Theory]
    [InlineData("es-US,es;q=0.9,en;q=0.8", "es")]
    [InlineData("en-US,en;q=0.9,es;q=0.8", "en")]
    [InlineData("fr", "en")]
    public async Task The_language_of_the_reader_comes_first(string accepted, string language)
    {
        using HttpResponseMessage response = await GetAsync("/_gateway/problems/no-sharing", accepted);
        string html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        html.ShouldContain($"<html lang=\"{language}\">");
        html.IndexOf($"<section lang=\"{language}\">", StringComparison.Ordinal)
            .ShouldBeLessThan(html.IndexOf($"<section lang=\"{(language == "en" ? "es" : "en")}\">", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/_gateway/problems/%3Cscript%3E")]
    [InlineData("/_gateway/problems/no_sharing")]
    public async Task An_unknown_code_lists_all_and_repeats_nothing(string path)
    {
        using HttpResponseMessage response = await GetAsync(path, "en");
        string html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        html.ShouldNotContain("script");
        html.ShouldContain("/_gateway/problems/no-sharing");
    }

    [Fact]
    public async Task The_index_links_every_page()
    {
        using HttpResponseMessage response = await GetAsync("/_gateway/problems", "en");
        string html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        foreach (ProblemCode code in ProblemCodes.All)
        {
            html.ShouldContain($"href=\"{ProblemText.TypeOf(code)}\"");
        }
    }

    [Fact]
    public void The_reference_has_a_row_for_every_code()
    {
        string[] inCode = [.. ProblemCodes.All.Select(code => $"{code.ToWire()} {code.ToStatus()} {code.ToSlug()}")];
        string[] inReference = [.. ReferenceTable.Rows("problems.md").Select(row => $"{row[0]} {row[1]} {row[2].Trim('`').Split('/')[^1]}")];
        inReference.ShouldBe(inCode);
    }

    public async ValueTask InitializeAsync() => await _app.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string language)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, _app.Urls.First() + path);
        request.Headers.AcceptLanguage.Clear();
        request.Headers.TryAddWithoutValidation("Accept-Language", language);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
