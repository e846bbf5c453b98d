namespace HmisGateway.Experiments.Survey;

/// <summary>What one kind of operation did to the data directory during the fixed exchange.</summary>
/// <param name="Operation">The kind of the fault point, or <see cref="None"/>.</param>
/// <param name="Passed">How often it was passed.</param>
/// <param name="Calls">System calls on the data directory behind it, before the next point of the same thread, by name.</param>
internal sealed record SurveyLine(string Operation, int Passed, IReadOnlyDictionary<string, int> Calls)
{
    /// <summary>System calls that lie behind no fault point.</summary>
    public const string None = "none";
}
