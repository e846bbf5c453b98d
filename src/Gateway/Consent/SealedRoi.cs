using HmisGateway.Identity;

namespace HmisGateway.Consent;

/// <summary>A ROI ready to be recorded.</summary>
/// <param name="Entry">What the registry takes.</param>
/// <param name="Concerns">
/// The references that lead to everybody whom it may concern: its ids and fingerprints, but for the full name alone, which never lets a
/// write through and would concern everybody of that name.
/// </param>
/// <param name="Stated">What it states in clear, for the fence.</param>
internal sealed record SealedRoi(RoiEntry Entry, IReadOnlyList<Pseudonym> Concerns, StatedIdentifiers Stated);
