using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Storage.Sqlite;

/// <summary>Forms and the clients they belong to, as the writer adds them.</summary>
internal static class RoiRows
{
    private const string LinkReason = "roi";

    private static readonly SqlText s_owner = new("SELECT c.person, p.cluster FROM client AS c CROSS JOIN person AS p ON p.id = c.person WHERE c.hash = ?1");
    private static readonly SqlText s_addClient = new("INSERT INTO client (hash, person, agency_id, sealed_id) VALUES (?1, ?2, ?3, ?4)");
    private static readonly SqlText s_ofClient = new($"""
        SELECT {RoiColumns.List} FROM client AS c CROSS JOIN roi AS r ON r.person = c.person AND r.client = c.hash
        WHERE c.hash = ?1 AND c.agency_id = ?2
        """);

    private static readonly SqlText s_supersede = new("""
        UPDATE roi SET superseded = 1 WHERE person = (SELECT person FROM client WHERE hash = ?1) AND client = ?1 AND version = ?2
        """, tellsChanges: true);

    private static readonly SqlText s_lastVersion = new("SELECT max(version) FROM roi WHERE person = ?1 AND client = ?2");

    private static readonly SqlText s_add = new("""
        INSERT INTO roi (client, version, agency_id, choice, signed_from, signed_to, signed_on, ends_on, signer, source, has_document,
                         superseded, recorded_at, has_identity, name_hash, birth_hash, ssn_hash, sealed_details, person, client_age)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
        """, tellsChanges: true);

    /// <summary>
    /// Records forms in order. Their fingerprints, which nothing in the batch looks for, come last and sorted: in a large import that
    /// touches each page of the table once instead of at random.
    /// </summary>
    public static RoiRecording[] Record(SqliteSession session, IReadOnlyList<RoiEntry> entries, DateTimeOffset now)
    {
        RoiRecording[] results = new RoiRecording[entries.Count];
        List<(Pseudonym Fingerprint, PersonId Person)> fingerprints = [];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = Record(session, entries[i], fingerprints, now);
        }

        fingerprints.Sort(static (one, other) => one.Fingerprint.Hash.CompareTo(other.Fingerprint.Hash));
        foreach ((Pseudonym fingerprint, PersonId person) in fingerprints)
        {
            PersonRows.AddStated(session, fingerprint, person);
        }

        return results;
    }

    private static RoiRecording Record(
        SqliteSession session, RoiEntry entry, List<(Pseudonym Fingerprint, PersonId Person)> fingerprints, DateTimeOffset now)
    {
        if (entry.Supersedes is { } version && Supersede(session, entry, version) is { } refusal)
        {
            return new RoiRecording.NothingToSupersede(refusal);
        }

        PersonRow owner = FindOrCreate(session, entry, now);
        fingerprints.AddRange(entry.Fingerprints.Select(fingerprint => (fingerprint, owner.Person)));
        int next = LastVersion(session, owner.Person, entry.Client) + 1;
        Add(session, entry, owner.Person, next);

        // The form that this one supersedes is of the same client, so of the same cluster.
        session.Changes.FormsOf(owner.Cluster);
        return new RoiRecording.Recorded(owner.Cluster, next);
    }

    /// <summary>Marks a version as superseded, or says why not.</summary>
    private static SupersedeRefusal? Supersede(SqliteSession session, RoiEntry entry, int version)
    {
        List<ReleaseOfInformation> forms = OfClient(session, entry);
        if (forms.Find(form => form.Version == version) is not { } replaced)
        {
            return SupersedeRefusal.UnknownVersion;
        }

        if (replaced.IsSuperseded)
        {
            return SupersedeRefusal.AlreadySuperseded;
        }

        if (!new ConsentHistory(forms).MaySupersede(entry.Form, replaced))
        {
            return SupersedeRefusal.AdultsOwnNone;
        }

        session.Call(s_supersede).Bind(1, entry.Client.Hash).Bind(2, version).Execute();
        return null;
    }

    /// <summary>The agency's forms under the client id of the entry.</summary>
    private static List<ReleaseOfInformation> OfClient(SqliteSession session, RoiEntry entry)
    {
        List<ReleaseOfInformation> forms = [];
        using SqliteCall call = session.Call(s_ofClient).Bind(1, entry.Client.Hash).Bind(2, entry.Form.AgencyId);
        while (call.Read())
        {
            forms.Add(RoiColumns.ReadForm(call));
        }

        return forms;
    }

    private static PersonRow FindOrCreate(SqliteSession session, RoiEntry entry, DateTimeOffset now)
    {
        PersonRow? owner = Owner(session, entry.Client);
        bool isNewClient = owner is null;
        List<PersonRow> found = [];
        PersonRows.Find(session, entry.Client, found);
        foreach (Pseudonym vendorId in entry.VendorIds)
        {
            PersonRows.Find(session, vendorId, found);
        }

        owner ??= found.Count > 0 ? found[0] : null;
        if (owner is not { } person)
        {
            PersonId created = PersonRows.Create(session, now);
            person = new PersonRow(created, created);
        }

        if (isNewClient)
        {
            session.Call(s_addClient).Bind(1, entry.Client.Hash).Bind(2, person.Person).Bind(3, entry.Form.AgencyId)
                .Bind(4, entry.SealedClientId.AsSpan()).Execute();
        }

        PersonId cluster = LinkAll(session, person.Cluster, found, now);
        AddReferences(session, entry, person.Person);
        return person with { Cluster = cluster };
    }

    private static PersonId LinkAll(SqliteSession session, PersonId cluster, List<PersonRow> found, DateTimeOffset now)
    {
        foreach (PersonRow row in found)
        {
            if (row.Cluster != cluster)
            {
                // An earlier link of this loop may have moved the row's cluster.
                cluster = PersonRows.Link(session, cluster, PersonRows.ClusterOf(session, row.Person), LinkReason, now);
            }
        }

        return cluster;
    }

    private static void AddReferences(SqliteSession session, RoiEntry entry, PersonId person)
    {
        PersonRows.AddStated(session, entry.Client, person);
        foreach (Pseudonym vendorId in entry.VendorIds)
        {
            PersonRows.AddStated(session, vendorId, person);
        }
    }

    private static PersonRow? Owner(SqliteSession session, Pseudonym client)
    {
        using SqliteCall call = session.Call(s_owner).Bind(1, client.Hash);
        return call.Read() ? new PersonRow(new PersonId(call.Int64(0)), new PersonId(call.Int64(1))) : null;
    }

    private static int LastVersion(SqliteSession session, PersonId person, Pseudonym client)
    {
        using SqliteCall call = session.Call(s_lastVersion).Bind(1, person).Bind(2, client.Hash);
        return call.Read() ? call.Int32(0) : 0;
    }

    private static void Add(SqliteSession session, RoiEntry entry, PersonId person, int version)
    {
        ReleaseOfInformation form = entry.Form;
        IdentityOnFile? identity = entry.Identity;
        session.Call(s_add).Bind(1, entry.Client.Hash).Bind(2, version).Bind(3, form.AgencyId).Bind(4, (long)form.Choice)
            .Bind(5, form.Signed.From).Bind(6, form.Signed.To).Bind(7, form.SignedOn).Bind(8, form.EndsOn?.DayNumber)
            .Bind(9, (long)form.Signer).Bind(10, (long)form.Source).Bind(11, form.HasDocument).Bind(12, form.IsSuperseded)
            .Bind(13, form.RecordedAt).Bind(14, identity is not null).Bind(15, identity?.Name).Bind(16, identity?.Birth)
            .Bind(17, identity?.Ssn).Bind(18, entry.SealedDetails.AsSpan()).Bind(19, person).Bind(20, (long)form.ClientAge).Execute();
    }
}
