using System.Globalization;
using System.Security.Cryptography;
using HmisGateway.Agencies;
using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Policy.Consent;
using HmisGateway.Telemetry;

namespace HmisGateway.Consent;

/// <summary>What the ledger holds of recorded ROIs: codes, pseudonyms of the agency, and digests of what is sealed.</summary>
internal sealed class RoiEvidence(Pseudonymizer pseudonymizer)
{
    /// <summary>The event of one form that is recorded.</summary>
    public LedgerEvent OfRecording(string agencyId, RoiEntry entry, Actor actor, IReadOnlyList<RoiRecording> recordings)
    {
        // The name under which forwards and diversions of this agency name the same person.
        IEnumerable<string> clients = recordings.OfType<RoiRecording.Recorded>()
            .Select(recorded => pseudonymizer.PerAgency(agencyId, recorded.Person));
        List<KeyValuePair<string, string>> values =
        [
            KeyValuePair.Create("agency", agencyId),
            .. clients.Select(static client => KeyValuePair.Create("client", client)),
            KeyValuePair.Create("choice", entry.Form.Choice.ToWire()),
            KeyValuePair.Create("signer", entry.Form.Signer.ToWord()),
            KeyValuePair.Create("details", DigestOf([entry])),
        ];
        if (entry.Supersedes is { } version)
        {
            values.Add(KeyValuePair.Create("supersedes", version.ToString(CultureInfo.InvariantCulture)));
        }

        ActorEvidence.AddTo(values, agencyId, actor, pseudonymizer);
        return new LedgerEvent(LedgerEventKind.RoiRecorded, values);
    }

    /// <summary>The event of one batch of an import.</summary>
    public LedgerEvent OfBatch(string agencyId, IReadOnlyList<RoiEntry> entries, Actor actor)
    {
        List<KeyValuePair<string, string>> values =
        [
            KeyValuePair.Create("agency", agencyId),
            KeyValuePair.Create("full", CountOf(entries, SharingChoice.Full)),
            KeyValuePair.Create("limited", CountOf(entries, SharingChoice.Limited)),
            KeyValuePair.Create("none", CountOf(entries, SharingChoice.None)),
            KeyValuePair.Create("details", DigestOf(entries)),
        ];
        ActorEvidence.AddTo(values, agencyId, actor, pseudonymizer);
        return new LedgerEvent(LedgerEventKind.RoiImported, values);
    }

    private static string CountOf(IReadOnlyList<RoiEntry> entries, SharingChoice choice) =>
        entries.Count(entry => entry.Form.Choice == choice).ToString(CultureInfo.InvariantCulture);

    /// <summary>SHA-256 over the sealed details of the forms, in order.</summary>
    private static string DigestOf(IReadOnlyList<RoiEntry> entries)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (RoiEntry entry in entries)
        {
            hash.AppendData(entry.SealedDetails);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
