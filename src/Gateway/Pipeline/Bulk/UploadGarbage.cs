namespace HmisGateway.Pipeline.Bulk;

/// <summary>
/// Has the collector look at the old objects of the heap where a part of an upload ends. What an upload needs for seconds grows old, and by
/// itself the collector comes to it only when the heap has doubled.
/// </summary>
internal static class UploadGarbage
{
    /// <summary>Starts a collection in the background; requests go on meanwhile.</summary>
    public static void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false, compacting: false);
}
