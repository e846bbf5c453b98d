using HmisGateway.Policy.Profiles;
using HmisGateway.Telemetry;

namespace HmisGateway.Profiles;

/// <summary>What a profile covers of a vendor's API, by the API's OpenAPI document.</summary>
/// <param name="BasePath">The path before those of the document with which most of them are covered.</param>
/// <param name="WriteOperations">How many operations may change something.</param>
/// <param name="Covered">How many of them are covered with all their bodies.</param>
/// <param name="Uncovered">The others.</param>
/// <param name="RulesNotInDocument">The rules that no operation of the document has.</param>
internal sealed record ProfileCoverage(
    string BasePath, int WriteOperations, int Covered, IReadOnlyList<UncoveredOperation> Uncovered, IReadOnlyList<string> RulesNotInDocument)
{
    private const string Sample = "1";

    /// <summary>Compares a profile with a document.</summary>
    public static ProfileCoverage Of(VendorProfile profile, VendorApiDescription api)
    {
        string basePath = api.BasePaths.MaxBy(path => api.Operations.Count(operation => Find(profile, path, operation, contentType: null) is RouteClassification.Matched))!;
        VendorOperation[] writes = [.. api.Operations.Where(static operation => operation.IsWrite)];
        UncoveredOperation[] uncovered = [.. writes.Select(operation => Check(profile, basePath, operation)).OfType<UncoveredOperation>()];
        HashSet<string> used =
        [
            .. api.Operations.Select(operation => Find(profile, basePath, operation, contentType: null))
                .OfType<RouteClassification.Matched>().Select(static match => match.Rule.Name),
        ];
        return new ProfileCoverage(
            basePath,
            writes.Length,
            writes.Length - uncovered.Length,
            uncovered,
            [.. profile.Rules.Select(static rule => rule.Name).Where(name => !used.Contains(name))]);
    }

    private static UncoveredOperation? Check(VendorProfile profile, string basePath, VendorOperation operation)
    {
        switch (Find(profile, basePath, operation, contentType: null))
        {
            case null:
                return Of(operation, operation.ContentTypes, "path_not_canonical", rule: null);
            case RouteClassification.Unclassified { Reason: var reason }:
                return Of(operation, operation.ContentTypes, reason.ToWire(), rule: null);
            case RouteClassification.Matched { Rule: { Body: BodyFormat.None } rule } when operation.ContentTypes.Count > 0:
                return Of(operation, operation.ContentTypes, "body_not_covered", rule.Name);
            case RouteClassification.Matched { Rule: { } rule }:
                string[] left = [.. operation.ContentTypes.Where(type => Find(profile, basePath, operation, type) is not RouteClassification.Matched)];
                return left.Length == 0 ? null : Of(operation, left, "content_type_not_covered", rule.Name);
            default:
                throw new InvalidOperationException("A request is covered or not.");
        }
    }

    private static UncoveredOperation Of(VendorOperation operation, IReadOnlyList<string> contentTypes, string reason, string? rule) =>
        new(operation.Method, operation.Path, operation.Name, contentTypes, reason, rule);

    /// <summary>Classifies a call of the operation with some value for each parameter; null when its path is not one that is taken at all.</summary>
    private static RouteClassification? Find(VendorProfile profile, string basePath, VendorOperation operation, string? contentType) =>
        RequestTarget.Parse(WithSamples(basePath + operation.Path)) is RequestTargetReading.Canonical { Target: { } target }
            ? profile.Classify(operation.Method, target, contentType == "*/*" ? "application/json" : contentType, hasBody: contentType is not null)
            : null;

    private static string WithSamples(string path)
    {
        while (path.IndexOf('{', StringComparison.Ordinal) is >= 0 and var open && path.IndexOf('}', open) is >= 0 and var close)
        {
            path = path[..open] + Sample + path[(close + 1)..];
        }

        return path;
    }
}
