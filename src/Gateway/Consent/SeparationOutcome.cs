namespace HmisGateway.Consent;

/// <summary>What became of a separation. A closed result; it does not tell whether the two were taken for one before.</summary>
internal abstract record SeparationOutcome
{
    private SeparationOutcome()
    {
    }

    /// <summary>The two are two persons from now on.</summary>
    /// <param name="RecordedAt">When it was recorded.</param>
    public sealed record Separated(DateTimeOffset RecordedAt) : SeparationOutcome;

    /// <summary>The agency has no form on file for the client.</summary>
    public sealed record NoForm : SeparationOutcome;

    /// <summary>It was not recorded.</summary>
    /// <param name="Problems">What is wrong, at least one.</param>
    public sealed record Invalid(IReadOnlyList<FieldProblem> Problems) : SeparationOutcome;
}
