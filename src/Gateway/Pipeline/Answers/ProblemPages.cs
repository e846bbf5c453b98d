using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace HmisGateway.Pipeline.Answers;

/// <summary>
/// The pages that the member <c>type</c> of an answer leads to, in English and Spanish, the reader's own language first. They hold no
/// client data and need no key.
/// </summary>
internal static class ProblemPages
{
    /// <summary>Maps <c>/_gateway/problems</c> and <c>/_gateway/problems/{code}</c> for GET and HEAD.</summary>
    public static void MapProblemPages(this IEndpointRouteBuilder endpoints)
    {
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        endpoints.MapMethods("/_gateway/problems", methods, WriteIndexAsync);
        endpoints.MapMethods("/_gateway/problems/{code}", methods, WritePageAsync);
    }

    private static Task WritePageAsync(HttpContext context)
    {
        string? slug = context.Request.RouteValues["code"] as string;
        foreach (ProblemCode code in ProblemCodes.All)
        {
            if (code.ToSlug() == slug)
            {
                return WriteCodeAsync(context, code);
            }
        }

        return WriteListAsync(context, StatusCodes.Status404NotFound);
    }

    private static Task WriteIndexAsync(HttpContext context) => WriteListAsync(context, StatusCodes.Status200OK);

    private static async Task WriteCodeAsync(HttpContext context, ProblemCode code)
    {
        bool spanishFirst = PrefersSpanish(context.Request);
        HtmlPage page = new(spanishFirst ? "es" : "en", (spanishFirst ? ProblemText.Spanish(code) : ProblemText.English(code)).Heading);
        foreach (bool spanish in new[] { spanishFirst, !spanishFirst })
        {
            WriteSection(page, code, spanish, spanish == spanishFirst ? "h1" : "h2");
        }

        SetLanguages(context.Response, spanishFirst);
        await page.WriteAsync(context, StatusCodes.Status200OK, context.RequestAborted);
    }

    private static void WriteSection(HtmlPage page, ProblemCode code, bool spanish, string headingElement)
    {
        ProblemText text = spanish ? ProblemText.Spanish(code) : ProblemText.English(code);
        string subheading = headingElement == "h1" ? "h2" : "h3";
        page.Markup($"<section lang=\"{(spanish ? "es" : "en")}\">\n").Element(headingElement, text.Heading);
        page.Markup("<p><code>").Text(code.ToWire()).Markup("</code> · HTTP ")
            .Text(code.ToStatus().ToString(CultureInfo.InvariantCulture)).Markup("</p>\n");
        page.Element(subheading, spanish ? "Qué significa" : "What it means").Element("p", text.Meaning);
        page.Element(subheading, spanish ? "Si usted atiende a la persona" : "If you serve the client").Element("p", text.NextStep);
        page.Element(subheading, spanish ? "Si usted administra el programa" : "If you run the software").Element("p", text.Integrator);
        page.Markup("<p><a href=\"/_gateway/problems\">").Text(spanish ? "Todos los mensajes" : "All messages").Markup("</a></p>\n</section>\n");
    }

    private static async Task WriteListAsync(HttpContext context, int status)
    {
        bool spanishFirst = PrefersSpanish(context.Request);
        bool missing = status == StatusCodes.Status404NotFound;
        HtmlPage page = new(spanishFirst ? "es" : "en", Title(spanishFirst, missing));
        foreach (bool spanish in new[] { spanishFirst, !spanishFirst })
        {
            page.Markup($"<section lang=\"{(spanish ? "es" : "en")}\">\n")
                .Element(spanish == spanishFirst ? "h1" : "h2", Title(spanish, missing))
                .Markup("<ul>\n");
            foreach (ProblemCode code in ProblemCodes.All)
            {
                ProblemText text = spanish ? ProblemText.Spanish(code) : ProblemText.English(code);
                page.Markup($"<li><a href=\"{ProblemText.TypeOf(code)}\">").Text(text.Heading).Markup("</a> <code>")
                    .Text(code.ToWire()).Markup("</code></li>\n");
            }

            page.Markup("</ul>\n</section>\n");
        }

        SetLanguages(context.Response, spanishFirst);
        await page.WriteAsync(context, status, context.RequestAborted);
    }

    private static string Title(bool spanish, bool missing) => (spanish, missing) switch
    {
        (false, false) => "What the gateway's messages mean",
        (false, true) => "There is no page for this code. These are all messages",
        (true, false) => "Qué significan los mensajes de la puerta de enlace",
        (true, true) => "No hay una página para este código. Estos son todos los mensajes",
    };

    private static void SetLanguages(HttpResponse response, bool spanishFirst)
    {
        response.Headers.ContentLanguage = spanishFirst ? "es, en" : "en, es";
        response.Headers.Vary = HeaderNames.AcceptLanguage;
    }

    // Spanish first when the browser prefers it to English; both stand on the page in any case.
    private static bool PrefersSpanish(HttpRequest request)
    {
        double spanish = 0;
        double english = 0;
        foreach (StringWithQualityHeaderValue language in request.GetTypedHeaders().AcceptLanguage)
        {
            double quality = language.Quality ?? 1;
            if (language.Value.StartsWith("es", StringComparison.OrdinalIgnoreCase))
            {
                spanish = Math.Max(spanish, quality);
            }
            else if (language.Value.StartsWith("en", StringComparison.OrdinalIgnoreCase))
            {
                english = Math.Max(english, quality);
            }
        }

        return spanish > english;
    }
}
