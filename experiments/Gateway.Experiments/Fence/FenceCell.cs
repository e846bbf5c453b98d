namespace HmisGateway.Experiments.Fence;

/// <summary>A variation of the fence experiment.</summary>
/// <param name="Name">As it stands in the tables.</param>
/// <param name="Vendor">Which of the vendors: its name, and the path prefix under which the gateway serves it.</param>
/// <param name="Mentions">True when the forwards are about another client and mention the one whose choice is recorded.</param>
/// <param name="BodyBytes">How long each body is.</param>
/// <param name="Drained">What the answer has to say.</param>
internal sealed record FenceCell(string Name, string Vendor, bool Mentions, int BodyBytes, string Drained)
{
    private const int Small = 400;

    /// <summary>More than the vendor takes in: most of it waits in the gateway's send queue.</summary>
    private const int Large = 256 * 1024;

    /// <summary>All of them, in the order in which rounds take their turns.</summary>
    public static IReadOnlyList<FenceCell> All { get; } =
    [
        new("own, answered slowly", "hmis", Mentions: false, Small, "explicit"),
        new("mention, answered slowly", "hmis", Mentions: true, Small, "explicit"),
        new("own, never answered", "hold", Mentions: false, Small, "cancelled"),
        new("mention, never answered", "hold", Mentions: true, Small, "cancelled"),
        new("own, send queue full", "stall", Mentions: false, Large, "cancelled"),
        new("mention, send queue full", "stall", Mentions: true, Large, "cancelled"),
    ];

    /// <summary>The path of a vendor API call.</summary>
    public string Path(string path) => Vendor == "hmis" ? path : $"/{Vendor}{path}";
}
