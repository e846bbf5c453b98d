namespace HmisGateway.Offline;

/// <summary>An <c>Idempotency-Key</c> and the content that came with it.</summary>
/// <param name="Key">Keyed hash of agency and key, 16 bytes as an unsigned number.</param>
/// <param name="Content">What came with it.</param>
/// <param name="SeenAt">When.</param>
internal readonly record struct IdempotencyClaim(UInt128 Key, ContentKey Content, DateTimeOffset SeenAt)
{
    /// <summary>How long a key is remembered after it was seen last.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(24);
}
