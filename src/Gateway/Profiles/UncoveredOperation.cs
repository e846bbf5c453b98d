namespace HmisGateway.Profiles;

/// <summary>A write operation of a vendor's API that a profile leaves unclassified, wholly or for some of its bodies.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path of the document.</param>
/// <param name="OperationId">The operation's name, or null.</param>
/// <param name="ContentTypes">The bodies that are not covered; empty when the operation takes none.</param>
/// <param name="Reason"><c>no_rule</c>, <c>content_type_not_covered</c>, <c>body_not_covered</c> (its rule takes none) or <c>path_not_canonical</c>.</param>
/// <param name="Rule">The rule that covers the path; null when none does.</param>
internal sealed record UncoveredOperation(
    string Method, string Path, string? OperationId, IReadOnlyList<string> ContentTypes, string Reason, string? Rule);
