using System.Runtime;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>
/// Has the collector look at the whole heap where a part of an upload ends. What an upload needs for seconds grows old, and by
/// itself the collector comes to it only when the heap has doubled.
/// </summary>
internal static class UploadGarbage
{
    /// <summary>Fewer clients leave nothing that is worth a look.</summary>
    private const int ManyClients = 10_000;

    /// <summary>Gives the memory of a stage of a large upload back; requests wait for it, some tens of milliseconds a few times for each upload.</summary>
    /// <param name="clients">How many clients the upload has.</param>
    public static void Collect(int clients)
    {
        if (clients < ManyClients)
        {
            return;
        }

        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
