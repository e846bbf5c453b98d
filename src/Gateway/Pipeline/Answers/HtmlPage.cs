using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;

namespace HmisGateway.Pipeline.Answers;

/// <summary>
/// A small page written on the server: no script, one inline style that the content security policy names by hash. Everything that is
/// not markup of the program goes through <see cref="Text"/>.
/// </summary>
internal sealed class HtmlPage
{
    private const string Style =
        """
        :root{color-scheme:light dark;--line:#767676;--soft:#f3f2f1;--ink:#0b0c0c;--paper:#fff;--link:#1d4f91}
        @media (prefers-color-scheme:dark){:root{--soft:#26292c;--ink:#f3f2f1;--paper:#17191b;--link:#8ab8ff;--line:#8d949a}}
        body{font:1.0625rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:60rem;margin:0 auto;padding:1.5rem}
        body.wide{max-width:90rem}
        h1{font-size:1.75rem;line-height:1.2;margin:0 0 .5rem}h2{font-size:1.25rem;margin:1.5rem 0 .25rem}p{margin:.25rem 0 1rem;max-width:45rem}
        section>h2:first-child{font-size:1.5rem}h3{font-size:1.125rem;margin:1.25rem 0 .25rem}
        a{color:var(--link)}a:focus-visible{outline:3px solid #b58900;outline-offset:2px}
        section+section{border-top:1px solid var(--line);margin-top:2rem;padding-top:1.5rem}
        code,pre{font:.9375rem/1.4 ui-monospace,monospace}code{background:var(--soft);padding:0 .25rem}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:0;max-height:20rem;overflow:auto}
        table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:600;padding:.5rem 0}
        th,td{border:1px solid var(--line);padding:.5rem;text-align:left;vertical-align:top}thead th{background:var(--soft)}
        .note{background:var(--soft);border-left:.375rem solid var(--line);padding:1rem;max-width:45rem}
        """;

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; img-src data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly StringBuilder _html = new(4096);

    /// <summary>Starts a page.</summary>
    /// <param name="language">Of the page as a whole, e.g. <c>en</c>.</param>
    /// <param name="title">Its title.</param>
    /// <param name="bodyClass">Empty, or <c>wide</c> for a page with a wide table.</param>
    /// <param name="refresh">After how many seconds the browser loads it again; null for never.</param>
    public HtmlPage(string language, string title, string bodyClass = "", int? refresh = null)
    {
        Markup($"<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>").Text(title);
        Markup("</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<link rel=\"icon\" href=\"data:,\">\n");
        if (refresh is { } seconds)
        {
            Markup($"<meta http-equiv=\"refresh\" content=\"{seconds}\">\n");
        }

        Markup($"<style>{Style}</style>\n</head>\n<body class=\"{bodyClass}\">\n<main>\n");
    }

    /// <summary>Adds markup of the program; never anything that came from outside.</summary>
    public HtmlPage Markup(string markup)
    {
        _html.Append(markup);
        return this;
    }

    /// <summary>Adds text, escaped.</summary>
    public HtmlPage Text(string text)
    {
        _html.Append(HtmlEncoder.Default.Encode(text));
        return this;
    }

    /// <summary>Adds an element that holds text only.</summary>
    public HtmlPage Element(string name, string text) => Markup($"<{name}>").Text(text).Markup($"</{name}>\n");

    /// <summary>Sends the page.</summary>
    public async Task WriteAsync(HttpContext context, int status, CancellationToken cancellationToken)
    {
        Markup("</main>\n</body>\n</html>\n");
        byte[] body = Encoding.UTF8.GetBytes(_html.ToString());
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = $"{MediaTypeNames.Text.Html}; charset=utf-8";
        response.ContentLength = body.Length;
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body, cancellationToken);
        }
    }
}
