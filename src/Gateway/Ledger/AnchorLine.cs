namespace HmisGateway.Ledger;

/// <summary>One line of an anchor: the ledger has this entry with this hash. No personal data.</summary>
internal sealed record AnchorLine
{
    /// <summary>One of <see cref="AnchorLineKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The number of the entry; 0 for the start of an empty ledger.</summary>
    public required long Sequence { get; init; }

    /// <summary>The entry's hash, 64 hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>When the line was written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Of a No Sharing or an erasure: which agency.</summary>
    public string? Agency { get; init; }

    /// <summary>Of a No Sharing: a pseudonym of the agency's own client id, of the anchor and this agency only.</summary>
    public string? Client { get; init; }

    /// <summary>Of an erasure: which item.</summary>
    public Guid? Receipt { get; init; }

    /// <summary>HMAC-SHA-256 over all other members, 64 hexadecimal digits; see <see cref="AnchorSeal"/>.</summary>
    public string Mac { get; init; } = "";
}
