namespace HmisGateway.Policy.Payloads.Multipart;

/// <summary>What became of the sweep of a file. A closed result.</summary>
internal abstract record FileTextReading
{
    private FileTextReading()
    {
    }

    /// <summary>It is text, and every identifier in it was taken.</summary>
    internal sealed record Swept : FileTextReading;

    /// <summary>It is no text.</summary>
    internal sealed record Opaque : FileTextReading;

    /// <summary>It says that it is text and cannot be read as such.</summary>
    /// <param name="Reason">Why.</param>
    internal sealed record Refused(UnreadableReason Reason) : FileTextReading;
}
