namespace HmisGateway.Offline;

/// <summary>An offline item that was erased.</summary>
/// <param name="Agency">Whose item.</param>
/// <param name="Receipt">Which item.</param>
/// <param name="At">When, UTC.</param>
internal sealed record Erasure(string Agency, Guid Receipt, DateTimeOffset At);
