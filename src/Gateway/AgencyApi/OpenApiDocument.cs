using System.Reflection;

namespace HmisGateway.AgencyApi;

/// <summary>
/// The OpenAPI document of the agency API. It stands in <c>openapi.json</c>, written by hand; tests compare its paths, schemas and codes with the
/// program. It holds no secret, so that it needs no key.
/// </summary>
internal static class OpenApiDocument
{
    /// <summary>Where it is served.</summary>
    public const string Path = "/_gateway/openapi.json";

    private static readonly Lazy<byte[]> Bytes = new(Read);

    /// <summary>Maps the document for GET and HEAD.</summary>
    public static void MapOpenApiDocument(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], WriteAsync);

    private static async Task WriteAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        response.ContentType = "application/json";
        response.ContentLength = Bytes.Value.Length;
        response.Headers.CacheControl = "no-cache";
        response.Headers.XContentTypeOptions = "nosniff";
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await response.Body.WriteAsync(Bytes.Value, context.RequestAborted);
        }
    }

    private static byte[] Read()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("HmisGateway.AgencyApi.openapi.json")!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
