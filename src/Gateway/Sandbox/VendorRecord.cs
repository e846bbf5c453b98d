using System.Text.Json.Nodes;

namespace HmisGateway.Sandbox;

/// <summary>A record in the simulated vendor's memory.</summary>
/// <param name="Kind">What it is, e.g. <c>client</c>, <c>client-notes</c>, <c>enrollments</c>.</param>
/// <param name="Ids">Every id that finds it: for a Clarity client the number, the unique identifier and the personal id.</param>
/// <param name="Parent">Number of the client it belongs to; null for a client.</param>
/// <param name="Fields">Its fields.</param>
internal sealed record VendorRecord(string Kind, IReadOnlyList<string> Ids, string? Parent, JsonObject Fields);
