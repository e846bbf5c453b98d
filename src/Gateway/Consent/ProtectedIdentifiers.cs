using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Consent;

/// <summary>The identifiers of the persons whose choice is being recorded, and which agencies documented a No Sharing for each.</summary>
internal sealed class ProtectedIdentifiers(SweepKey key)
{
    private readonly Dictionary<PersonId, HashSet<string>> _documentedBy = [];

    /// <summary>The identifiers.</summary>
    public IdentifierIndex Index { get; } = new(key);

    /// <summary>True when there is nothing to look for.</summary>
    public bool IsEmpty => Index.IsEmpty;

    /// <summary>Notes that an agency documents a No Sharing for a person: in its own requests their name alone counts.</summary>
    public void AddAgency(PersonId person, string agencyId)
    {
        if (!_documentedBy.TryGetValue(person, out HashSet<string>? agencies))
        {
            _documentedBy.Add(person, agencies = new HashSet<string>(StringComparer.Ordinal));
        }

        agencies.Add(agencyId);
    }

    /// <summary>True when a forward mentions one of the persons.</summary>
    public bool AreIn(FencedForward forward)
    {
        if (forward.Trace is { } trace)
        {
            return Index.MayBeIn(
                trace, forward.AgencyId, forward.VendorName, person => _documentedBy.GetValueOrDefault(person)?.Contains(forward.AgencyId) == true);
        }

        foreach (IdentifierMatch match in Index.Find(forward.Swept, forward.AgencyId, forward.VendorName))
        {
            if (match.Kind != MentionKind.Name || _documentedBy.GetValueOrDefault(match.Person)?.Contains(forward.AgencyId) == true)
            {
                return true;
            }
        }

        return false;
    }
}
