using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads;

/// <summary>The parts of one record's statement about a choice, as they are found.</summary>
internal struct RoiParts
{
    private StatedChoice? _choice;
    private string? _signedOn;
    private string? _endsOn;

    /// <summary>Takes a choice; the most restrictive one stays.</summary>
    internal void Take(StatedChoice choice) => _choice = _choice is { } known && known > choice ? known : choice;

    /// <summary>Takes a date.</summary>
    /// <param name="part">Which.</param>
    /// <param name="text">Its text.</param>
    /// <returns>False when it was stated before with another text.</returns>
    internal bool TrySet(RoiPart part, string text)
    {
        ref string? known = ref part == RoiPart.SignedOn ? ref _signedOn : ref _endsOn;
        bool isSame = known is null || string.Equals(known, text, StringComparison.Ordinal);
        known = text;
        return isSame;
    }

    /// <summary>The statement.</summary>
    /// <returns>Null when no choice is stated.</returns>
    internal readonly RoiStatement? ToStatement() =>
        _choice is { } choice ? new RoiStatement(choice, BirthDate.Read(_signedOn), BirthDate.Read(_endsOn)) : null;
}
