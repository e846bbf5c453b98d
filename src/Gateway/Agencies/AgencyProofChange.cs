namespace HmisGateway.Agencies;

/// <summary>What became of a proof that was to be registered or removed. A closed result.</summary>
internal abstract record AgencyProofChange
{
    private AgencyProofChange()
    {
    }

    /// <summary>It is done and in effect.</summary>
    /// <param name="Proof">The proof.</param>
    public sealed record Done(AgencyProof Proof) : AgencyProofChange;

    /// <summary>It is registered already.</summary>
    /// <param name="AgencyId">For this agency.</param>
    public sealed record Taken(string AgencyId) : AgencyProofChange;

    /// <summary>There is no such agency.</summary>
    public sealed record NoAgency : AgencyProofChange;

    /// <summary>The agency has no such proof.</summary>
    public sealed record NoProof : AgencyProofChange;

    /// <summary>It cannot be registered.</summary>
    /// <param name="Problem">What is wrong and what to do, without the value.</param>
    public sealed record Invalid(string Problem) : AgencyProofChange;
}
