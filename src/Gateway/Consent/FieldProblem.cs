namespace HmisGateway.Consent;

/// <summary>What is wrong with one member of a form. Never holds the member's value.</summary>
/// <param name="Field">The member's name as the agency API writes it, e.g. <c>signedOn</c>.</param>
/// <param name="Detail">What is wrong and what to do.</param>
internal sealed record FieldProblem(string Field, string Detail);
