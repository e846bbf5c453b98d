using System.Text.Json;
using System.Text.Json.Nodes;

namespace HmisGateway.Sandbox;

/// <summary>
/// What the simulated vendor can do: the shapes of the Clarity REST API and of the HUD HMIS API side by side, told apart by path and
/// body. It takes one request at a time.
/// </summary>
internal sealed class VendorApi
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ClarityApi _clarity;
    private readonly HudApi _hud;

    public VendorApi(TimeProvider time)
    {
        VendorMemory memory = new(time.GetUtcNow());
        _time = time;
        _clarity = new ClarityApi(memory);
        _hud = new HudApi(memory);
    }

    /// <summary>Answers a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="target">The request target as received.</param>
    /// <param name="contentType">The content type; empty when there is none.</param>
    /// <param name="body">The body.</param>
    public VendorAnswer Answer(string method, string target, string contentType, ReadOnlySpan<byte> body)
    {
        int query = target.IndexOf('?', StringComparison.Ordinal);
        string[] path = (query < 0 ? target : target[..query]).Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path is ["api1", .. string[] behind])
        {
            path = behind;
        }

        JsonObject? json = [];
        if (!body.IsEmpty && !contentType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) && !TryParse(body, out json))
        {
            return new VendorAnswer(StatusCodes.Status400BadRequest, new JsonObject { ["message"] = "The body is not a JSON object." });
        }

        lock (_lock)
        {
            DateTimeOffset now = _time.GetUtcNow();
            return _clarity.Answer(method, path, json!, now) ?? _hud.Answer(method, path, json!) ?? VendorAnswer.NotFound();
        }
    }

    private static bool TryParse(ReadOnlySpan<byte> body, out JsonObject? json)
    {
        try
        {
            json = JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject;
            return json is not null;
        }
        catch (JsonException)
        {
            json = null;
            return false;
        }
    }
}
