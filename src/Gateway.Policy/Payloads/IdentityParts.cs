using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Policy.Payloads;

/// <summary>The parts of one record's identity, as they are found.</summary>
internal sealed class IdentityParts
{
    private string? _firstName;
    private string? _lastName;
    private string? _dateOfBirth;
    private string? _birthQuality;
    private string?[] _ssn = [];

    /// <summary>True when a part was found.</summary>
    internal bool Any { get; private set; }

    /// <summary>Starts a record.</summary>
    /// <param name="ssnPieces">In how many fields the Social Security number stands.</param>
    internal void Reset(int ssnPieces)
    {
        _firstName = _lastName = _dateOfBirth = _birthQuality = null;
        if (_ssn.Length == ssnPieces)
        {
            Array.Clear(_ssn);
        }
        else
        {
            _ssn = new string?[ssnPieces];
        }

        Any = false;
    }

    /// <summary>Takes a part.</summary>
    /// <param name="slot">Which part.</param>
    /// <param name="text">Its text.</param>
    /// <returns>False when it was stated before with another text.</returns>
    internal bool TrySet(IdentitySlot slot, string text)
    {
        Any = true;
        return slot.Part switch
        {
            IdentityPart.FirstName => TrySet(ref _firstName, text),
            IdentityPart.LastName => TrySet(ref _lastName, text),
            IdentityPart.DateOfBirth => TrySet(ref _dateOfBirth, text),
            IdentityPart.BirthQuality => TrySet(ref _birthQuality, text),
            _ => TrySet(ref _ssn[slot.Index], text),
        };
    }

    /// <summary>The identity.</summary>
    /// <returns>Null when no part of it is usable.</returns>
    internal ReportedIdentity? ToIdentity()
    {
        if (!Any)
        {
            return null;
        }

        ReportedIdentity identity = IdentityNormalizer.Normalize(_firstName, _lastName, _dateOfBirth, string.Concat(_ssn), _birthQuality);
        return identity.IsEmpty ? null : identity;
    }

    private static bool TrySet(ref string? part, string text)
    {
        if (part is not null)
        {
            return string.Equals(part, text, StringComparison.Ordinal);
        }

        part = text;
        return true;
    }
}
