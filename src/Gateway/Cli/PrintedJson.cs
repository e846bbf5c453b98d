using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HmisGateway.Management;

namespace HmisGateway.Cli;

/// <summary>JSON as a verb prints it: letters and quotes as they are, control characters escaped. It is never put into a page.</summary>
internal static class PrintedJson
{
    private static readonly JsonSerializerOptions Compact = new(ManagementJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true };

    /// <summary>On one line, for programs.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">Its contract; one of <see cref="ManagementJson"/>.</param>
    public static string OnOneLine<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, Compact.GetTypeInfo(type.Type));

    /// <summary>On several lines, for people.</summary>
    public static string OnSeveralLines(JsonElement value) => JsonSerializer.Serialize(value, Indented.GetTypeInfo(typeof(JsonElement)));
}
