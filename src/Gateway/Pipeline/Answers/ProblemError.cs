namespace HmisGateway.Pipeline.Answers;

/// <summary>One thing that is wrong with a form or a parameter.</summary>
/// <param name="Pointer">Where: a JSON pointer into the body, or the name of a query parameter or header.</param>
/// <param name="Detail">What is wrong and what to do, without the value.</param>
internal sealed record ProblemError(string Pointer, string Detail);
