namespace HmisGateway.Keys;

/// <summary>One file of a key folder.</summary>
/// <param name="Name">Its name without folder.</param>
/// <param name="Content">Its bytes: a key in clear.</param>
internal sealed record KeyFolderFile(string Name, byte[] Content)
{
    /// <summary>The name only.</summary>
    public override string ToString() => Name;
}
