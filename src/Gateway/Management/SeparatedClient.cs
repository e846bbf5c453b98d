namespace HmisGateway.Management;

/// <summary>A separation that was recorded.</summary>
/// <param name="RecordedAt">When.</param>
internal sealed record SeparatedClient(DateTimeOffset RecordedAt);
