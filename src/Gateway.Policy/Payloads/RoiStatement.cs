namespace HmisGateway.Policy.Payloads;

/// <summary>What a record of kind <c>roi</c> says about its client's choice.</summary>
/// <param name="Choice">The choice; of several fields the most restrictive one.</param>
/// <param name="SignedOn">The day from which it holds; null when it is not stated or is no date.</param>
/// <param name="EndsOn">The last day it holds; null when it is not stated or is no date.</param>
public sealed record RoiStatement(StatedChoice Choice, DateOnly? SignedOn, DateOnly? EndsOn);
