using System.Globalization;
using System.Text;
using System.Text.Json;
using HmisGateway.Pipeline.Answers;

namespace HmisGateway.Sandbox;

/// <summary>Shows what the simulated vendor received: as JSON, and as a page that works without script.</summary>
internal static class ReceivedView
{
    private const int PageRows = 200;
    private const int RefreshSeconds = 2;
    private const int MaxShownBytes = 16 * 1024;
    private const string Title = "What the vendor received";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Answers the view's own requests; false for every other request.</summary>
    public static async ValueTask<bool> TryShowAsync(HttpContext context, string target, ReceivedLog log)
    {
        switch (context.Request.Method, target)
        {
            case ("GET", "/received"):
                await WriteJsonAsync(context, log);
                return true;
            case ("DELETE", "/received"):
                log.Clear();
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return true;
            case ("GET", "/" or "/?refresh") when context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase):
                await WritePageAsync(context, log, refresh: target != "/");
                return true;
            default:
                return false;
        }
    }

    private static async Task WriteJsonAsync(HttpContext context, ReceivedLog log)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Sandbox-Dropped"] = log.Dropped.ToString(CultureInfo.InvariantCulture);
        Utf8JsonWriter json = new(context.Response.BodyWriter);
        await using (json)
        {
            json.WriteStartArray();
            foreach (ReceivedRequest request in log.Snapshot())
            {
                json.WriteStartObject();
                json.WriteNumber("seq", request.Sequence);
                json.WriteString("method", request.Method);
                json.WriteString("target", request.Target);
                json.WriteStartObject("headers");
                var byName = request.Headers.GroupBy(each => each.Key, each => each.Value, StringComparer.OrdinalIgnoreCase);
                foreach (IGrouping<string, string> header in byName)
                {
                    json.WriteString(header.Key, string.Join(", ", header));
                }

                json.WriteEndObject();
                json.WriteBase64String("bodyBase64", request.Body);
                json.WriteString("receivedAt", request.ReceivedAt);
                json.WriteBoolean("complete", request.IsComplete);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    private static async Task WritePageAsync(HttpContext context, ReceivedLog log, bool refresh)
    {
        IReadOnlyList<ReceivedRequest> received = log.Snapshot();
        HtmlPage page = new("en", Title, bodyClass: "wide", refresh: refresh ? RefreshSeconds : null);
        page.Element("h1", Title);
        page.Markup("<p>This is the sandbox's simulated HMIS. Everything that passed the gateway is listed here, and nothing else.</p>\n");
        page.Markup(refresh
            ? "<p>This page loads again every 2 seconds. <a href=\"/\">Stop that</a></p>\n"
            : "<p><a href=\"/\">Load again</a> or <a href=\"/?refresh\">keep loading every 2 seconds</a></p>\n");
        if (received.Count == 0)
        {
            page.Markup("<p class=\"note\" role=\"status\"><strong>Nothing was received.</strong> ")
                .Markup("No request has reached the vendor since the start or since the list was cleared.</p>\n");
        }
        else
        {
            WriteTable(page, received, log.Dropped);
        }

        await page.WriteAsync(context, StatusCodes.Status200OK, context.RequestAborted);
    }

    private static void WriteTable(HtmlPage page, IReadOnlyList<ReceivedRequest> received, long dropped)
    {
        string noun = received.Count == 1 ? "request" : "requests";
        string count = string.Create(CultureInfo.InvariantCulture, $"{received.Count} {noun}, newest first");
        string cut = received.Count > PageRows ? string.Create(CultureInfo.InvariantCulture, $"; the newest {PageRows} are shown") : "";
        string lost = dropped > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {dropped} older ones were dropped") : "";
        page.Markup("<table>\n").Element("caption", count + cut + lost);
        page.Markup("<thead><tr><th scope=\"col\">No.</th><th scope=\"col\">Time (UTC)</th><th scope=\"col\">Request</th>")
            .Markup("<th scope=\"col\">Headers</th><th scope=\"col\">Body</th></tr></thead>\n<tbody>\n");
        foreach (ReceivedRequest request in received.Reverse().Take(PageRows))
        {
            string headers = string.Join('\n', request.Headers.Select(header => $"{header.Key}: {header.Value}"));
            page.Markup("<tr>").Markup("<th scope=\"row\">").Text(request.Sequence.ToString(CultureInfo.InvariantCulture)).Markup("</th>")
                .Element("td", request.ReceivedAt.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture))
                .Markup("<td><code>").Text($"{request.Method} {request.Target}").Markup("</code>")
                .Markup(request.IsComplete ? "" : "<br><strong>broken off</strong>").Markup("</td>")
                .Markup("<td><pre>").Text(headers).Markup("</pre></td><td><pre>").Text(Shown(request.Body)).Markup("</pre></td></tr>\n");
        }

        page.Markup("</tbody>\n</table>\n");
    }

    private static string Shown(byte[] body)
    {
        if (body.Length == 0)
        {
            return "(none)";
        }

        string size = string.Create(CultureInfo.InvariantCulture, $"({body.Length} bytes)");
        if (body.Length > MaxShownBytes)
        {
            return size;
        }

        try
        {
            string text = StrictUtf8.GetString(body);
            return text.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t')) ? size : text;
        }
        catch (DecoderFallbackException)
        {
            return size;
        }
    }
}
