using System.Globalization;

namespace HmisGateway.Offline;

/// <summary>
/// What makes two requests of one agency the same: the first 16 bytes of a keyed HMAC-SHA-256 over agency, vendor, method, target, content
/// type and encoding, the headers that the decision reads, and body. Without the key it tells nothing, and nothing can be tried against it.
/// </summary>
/// <param name="Hash">The bytes, as an unsigned number.</param>
internal readonly record struct ContentKey(UInt128 Hash)
{
    private const string Format = "x32";

    /// <summary>As the ledger writes it: 32 hexadecimal digits.</summary>
    public string ToText() => Hash.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="ToText"/> wrote; null for anything else.</summary>
    public static ContentKey? Read(string? text) =>
        UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 hash) ? new ContentKey(hash) : null;
}
