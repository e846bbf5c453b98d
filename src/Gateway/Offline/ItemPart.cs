namespace HmisGateway.Offline;

/// <summary>The places in an item. The numbers are bound to the ciphertext and never change.</summary>
internal enum ItemPart
{
    /// <summary>The item's data key.</summary>
    Key = 1,

    /// <summary>Method, target, headers and the rest of the details.</summary>
    Details = 2,

    /// <summary>The original body.</summary>
    Content = 3,

    /// <summary>A piece of a large content.</summary>
    Piece = 4,
}
