namespace HmisGateway.Agencies;

/// <summary>What became of an agency that was to be added. A closed result.</summary>
internal abstract record AgencyAddition
{
    private AgencyAddition()
    {
    }

    /// <summary>It was added.</summary>
    /// <param name="Agency">The agency.</param>
    /// <param name="Key">Its first key; shown once, never again.</param>
    public sealed record Added(Agency Agency, string Key) : AgencyAddition
    {
        /// <summary>The agency's id; never the key.</summary>
        /// <returns>A text without secrets.</returns>
        public override string ToString() => $"Added {Agency.Id}";
    }

    /// <summary>Another agency has this id; ids are never given twice.</summary>
    public sealed record Taken : AgencyAddition;

    /// <summary>It cannot be added.</summary>
    /// <param name="Problem">What is wrong and what is allowed.</param>
    public sealed record Invalid(string Problem) : AgencyAddition;
}
