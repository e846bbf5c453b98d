namespace HmisGateway.Hosting;

/// <summary>One thing that is wrong with the configuration.</summary>
/// <param name="Key">The configuration key, e.g. <c>Vendors:0:BaseAddress</c>, or the file that cannot be read.</param>
/// <param name="Problem">What is wrong, with the value where it is no secret.</param>
/// <param name="Remedy">What to do about it; empty where the problem says so itself.</param>
internal sealed record ConfigurationProblem(string Key, string Problem, string Remedy)
{
    /// <summary>All in one line.</summary>
    public override string ToString() => Remedy.Length == 0 ? $"{Key}: {Problem}" : $"{Key}: {Problem} {Remedy}";
}
