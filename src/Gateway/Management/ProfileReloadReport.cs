using HmisGateway.Hosting;

namespace HmisGateway.Management;

/// <summary>What became of a profile reload.</summary>
/// <param name="Outcome"><c>loaded</c>, <c>unchanged</c> or <c>refused</c>.</param>
/// <param name="Vendors">The vendors whose profile changed.</param>
/// <param name="Drained">How the forwards ended that had to be waited for: <c>none</c>, <c>explicit</c> or <c>cancelled</c>; null where nothing changed.</param>
/// <param name="Problems">Everything that is wrong with the files; what was in force then stays in force.</param>
internal sealed record ProfileReloadReport(
    string Outcome, IReadOnlyList<string> Vendors, string? Drained, IReadOnlyList<ConfigurationProblem> Problems);
