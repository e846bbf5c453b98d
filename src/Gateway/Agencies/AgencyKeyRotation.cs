namespace HmisGateway.Agencies;

/// <summary>What became of a key that was to be issued. A closed result.</summary>
internal abstract record AgencyKeyRotation
{
    private AgencyKeyRotation()
    {
    }

    /// <summary>It is live; the one before stays live until the next rotation.</summary>
    /// <param name="Key">The key; shown once, never again.</param>
    public sealed record Rotated(string Key) : AgencyKeyRotation
    {
        /// <summary>Never the key.</summary>
        /// <returns>A text without secrets.</returns>
        public override string ToString() => nameof(Rotated);
    }

    /// <summary>There is no such agency.</summary>
    public sealed record NotFound : AgencyKeyRotation;

    /// <summary>The agency is disabled; it gets no more keys.</summary>
    public sealed record Disabled : AgencyKeyRotation;
}
