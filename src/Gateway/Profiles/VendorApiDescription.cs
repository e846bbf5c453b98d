namespace HmisGateway.Profiles;

/// <summary>What an OpenAPI document says about the calls of a vendor's API.</summary>
/// <param name="BasePaths">The paths of its servers, without a slash at the end; the empty one is always among them, last.</param>
/// <param name="Operations">Its operations, in the order of the document.</param>
internal sealed record VendorApiDescription(IReadOnlyList<string> BasePaths, IReadOnlyList<VendorOperation> Operations);
