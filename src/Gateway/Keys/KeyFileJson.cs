using System.Text.Json.Serialization;

namespace HmisGateway.Keys;

/// <summary>Reads and writes key files without a string of the key.</summary>
[JsonSerializable(typeof(KeyFile))]
[JsonSerializable(typeof(KeyFolderIndex))]
[JsonSerializable(typeof(RecoveryFile))]
[JsonSerializable(typeof(IReadOnlyList<KeyFolderFile>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
internal sealed partial class KeyFileJson : JsonSerializerContext;
