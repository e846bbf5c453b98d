using System.Text.Json.Nodes;

namespace HmisGateway.Sandbox;

/// <summary>What the simulated vendor answers.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The JSON body; null for none.</param>
internal sealed record VendorAnswer(int Status, JsonNode? Body)
{
    /// <summary>The answer to a delete.</summary>
    public static VendorAnswer NoContent { get; } = new(StatusCodes.Status204NoContent, null);

    /// <summary>The answer to every path and id that the vendor does not know.</summary>
    public static VendorAnswer NotFound() => new(StatusCodes.Status404NotFound, new JsonObject { ["message"] = "Not found." });

    /// <summary>A success with a body.</summary>
    public static VendorAnswer Ok(JsonNode body) => new(StatusCodes.Status200OK, body);

    /// <summary>A HUD record that was created.</summary>
    public static VendorAnswer Created(JsonNode body) => new(StatusCodes.Status201Created, body);

    /// <summary>A refused form: <c>{"messages":{field:message}}</c>.</summary>
    public static VendorAnswer Invalid(params (string Field, string Message)[] messages)
    {
        JsonObject fields = [];
        foreach ((string field, string message) in messages)
        {
            fields[field] = message;
        }

        return new(StatusCodes.Status422UnprocessableEntity, new JsonObject { ["messages"] = fields });
    }
}
