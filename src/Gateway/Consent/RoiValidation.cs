namespace HmisGateway.Consent;

/// <summary>What the check of a ROI found. A closed result.</summary>
internal abstract record RoiValidation
{
    private RoiValidation()
    {
    }

    /// <summary>It can be recorded.</summary>
    /// <param name="Draft">What stands in it.</param>
    public sealed record Valid(RoiDraft Draft) : RoiValidation;

    /// <summary>It cannot be recorded.</summary>
    /// <param name="Problems">All problems, at least one.</param>
    public sealed record Invalid(IReadOnlyList<FieldProblem> Problems) : RoiValidation;
}
