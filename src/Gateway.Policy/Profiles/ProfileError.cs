namespace HmisGateway.Policy.Profiles;

/// <summary>One thing that is wrong with a profile.</summary>
/// <param name="Where">The JSON pointer of the member, e.g. <c>/rules/3/select/0/json</c>.</param>
/// <param name="Problem">What is wrong and what to do.</param>
public sealed record ProfileError(string Where, string Problem)
{
    /// <summary>Both.</summary>
    /// <returns>A line for a list of problems.</returns>
    public override string ToString() => $"{(Where.Length == 0 ? "(file)" : Where)}: {Problem}";
}
