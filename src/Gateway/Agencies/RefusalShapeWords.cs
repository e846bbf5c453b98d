namespace HmisGateway.Agencies;

/// <summary>The shapes as they are written in options and the ledger.</summary>
internal static class RefusalShapeWords
{
    /// <summary><see cref="RefusalShape.Problem"/>.</summary>
    public const string Problem = "problem";

    /// <summary><see cref="RefusalShape.Vendor"/>.</summary>
    public const string Vendor = "vendor";

    /// <summary>The word of a shape.</summary>
    public static string ToWord(this RefusalShape shape) => shape switch
    {
        RefusalShape.Problem => Problem,
        RefusalShape.Vendor => Vendor,
        _ => throw new ArgumentOutOfRangeException(nameof(shape)),
    };

    /// <summary>The shape of a word, or null.</summary>
    public static RefusalShape? Parse(string? word) => word switch
    {
        Problem => RefusalShape.Problem,
        Vendor => RefusalShape.Vendor,
        _ => null,
    };
}
