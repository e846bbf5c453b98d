namespace HmisGateway.Offline;

/// <summary>A record of a request that was kept offline.</summary>
/// <param name="Kind">Its kind in wire form, e.g. <c>note</c>.</param>
/// <param name="Pointer">Where it stands in the body; the empty pointer for all of it.</param>
internal sealed record OfflineRecord(string Kind, string Pointer);
