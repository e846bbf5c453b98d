namespace HmisGateway.Policy.Payloads.Zip;

/// <summary>What a zip archive holds. A closed result.</summary>
public abstract record ZipReading
{
    private ZipReading()
    {
    }

    /// <summary>Every reader finds the same files in it.</summary>
    /// <param name="Entries">The files in the order of their bytes; folders are left out.</param>
    public sealed record Readable(IReadOnlyList<ZipEntry> Entries) : ZipReading;

    /// <summary>Two readers may find different files in it, or it would take too much to look.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Unreadable(UnreadableReason Reason) : ZipReading;
}
