namespace HmisGateway.Management;

/// <summary>What came of erasing.</summary>
/// <param name="Erased">Items erased; of a trial, items that would be.</param>
/// <param name="Left">Items that are not there, are erased already, or are in doubt and have to be settled first.</param>
/// <param name="IsLogEmpty">False when the storage's log could not be emptied of them yet.</param>
internal sealed record ErasureReport(int Erased, int Left, bool IsLogEmpty);
