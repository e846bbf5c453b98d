using System.Text.Json.Serialization;

namespace HmisGateway.AgencyApi;

/// <summary>A record found in a request.</summary>
/// <param name="Pointer">Where it stands; the empty pointer for all of the body.</param>
/// <param name="Kind">Its kind in wire form, e.g. <c>note</c>.</param>
internal sealed record DecisionPreviewRecord(string Pointer, string Kind)
{
    /// <summary>Why it would be taken out of its list, in wire form; null, and left out, where it would not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Code { get; init; }
}
