namespace HmisGateway.Storage.Writing;

/// <summary>What the writer has done since it was opened.</summary>
/// <param name="Groups">Commits.</param>
/// <param name="Jobs">Changes in them.</param>
/// <param name="LargestGroup">Most changes in one commit.</param>
/// <param name="FailedGroups">Groups that could not be committed.</param>
/// <param name="DroppedEvents">Outcomes that were given up after the storage had refused them for long.</param>
internal sealed record WriterStatistics(long Groups, long Jobs, int LargestGroup, long FailedGroups, long DroppedEvents);
