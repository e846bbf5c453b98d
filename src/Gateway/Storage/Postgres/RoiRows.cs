using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Storage.Postgres;

/// <summary>Forms and the clients they belong to, as the writer adds them.</summary>
internal static class RoiRows
{
    private const string LinkReason = "roi";

    private static readonly PostgresSql s_owner = new("SELECT c.person, p.cluster FROM client AS c JOIN person AS p ON p.id = c.person WHERE c.hash = $1");
    private static readonly PostgresSql s_addClient = new("INSERT INTO client (hash, person, agency_id, sealed_id) VALUES ($1, $2, $3, $4)");
    private static readonly PostgresSql s_ofClient = new($"""
        SELECT {RoiColumns.List} FROM client AS c JOIN roi AS r ON r.person = c.person AND r.client = c.hash
        WHERE c.hash = $1 AND c.agency_id = $2
        """);

    private static readonly PostgresSql s_supersede = new("""
        UPDATE roi SET superseded = true WHERE person = (SELECT person FROM client WHERE hash = $1) AND client = $1 AND version = $2
        """, tellsChanges: true);

    private static readonly PostgresSql s_lastVersion = new("SELECT coalesce(max(version), 0)::bigint FROM roi WHERE person = $1 AND client = $2");

    private static readonly PostgresSql s_add = new("""
        INSERT INTO roi (client, version, agency_id, choice, signed_from, signed_to, signed_on, ends_on, signer, source, has_document,
                         superseded, recorded_at, has_identity, name_hash, birth_hash, ssn_hash, sealed_details, person, client_age)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
        """, tellsChanges: true);

    /// <summary>
    /// Records forms in order. A client of whom nothing is known takes no reading, and what leads to such clients is added for many of them at once: a large
    /// import is mostly that. Fingerprints, which nothing in the batch looks for, come last.
    /// </summary>
    public static RoiRecording[] Record(PostgresSession session, IReadOnlyList<RoiEntry> entries, DateTimeOffset now)
    {
        RoiRecording[] results = new RoiRecording[entries.Count];
        HashSet<Pseudonym> known = PersonRows.FindKnown(session, entries.SelectMany(Names));
        List<(Pseudonym Reference, PersonId Person)> added = [];
        List<(Pseudonym Reference, PersonId Person)> fingerprints = [];
        for (int i = 0; i < results.Length; i++)
        {
            RoiEntry entry = entries[i];
            PersonRow owner;
            int version = 1;
            if (entry.Supersedes is null && !Names(entry).Any(known.Contains))
            {
                owner = Create(session, entry, added, now);
            }
            else
            {
                // What is looked for may be among what was added.
                PersonRows.AddStated(session, added);
                added.Clear();
                if (entry.Supersedes is { } superseded && Supersede(session, entry, superseded) is { } refusal)
                {
                    results[i] = new RoiRecording.NothingToSupersede(refusal);
                    continue;
                }

                owner = FindOrCreate(session, entry, now);
                version = LastVersion(session, owner.Person, entry.Client) + 1;
            }

            Add(session, entry, owner.Person, version);
            fingerprints.AddRange(entry.Fingerprints.Select(fingerprint => (fingerprint, owner.Person)));
            known.UnionWith(Names(entry));

            // The form that this one supersedes is of the same client, so of the same cluster.
            session.Changes.FormsOf(owner.Cluster);
            results[i] = new RoiRecording.Recorded(owner.Cluster, version);
        }

        PersonRows.AddStated(session, added);
        PersonRows.AddStated(session, fingerprints);
        return results;
    }

    /// <summary>What names the client of a form.</summary>
    private static IEnumerable<Pseudonym> Names(RoiEntry entry) => entry.VendorIds.Prepend(entry.Client);

    private static PersonRow Create(
        PostgresSession session, RoiEntry entry, List<(Pseudonym Reference, PersonId Person)> added, DateTimeOffset now)
    {
        PersonId person = PersonRows.Create(session, now);
        AddClient(session, entry, person);
        added.AddRange(Names(entry).Select(name => (name, person)));
        return new PersonRow(person, person);
    }

    /// <summary>Marks a version as superseded, or says why not.</summary>
    private static SupersedeRefusal? Supersede(PostgresSession session, RoiEntry entry, int version)
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

        session.Later(s_supersede.Call().Bind(entry.Client.Hash).Bind(version));
        return null;
    }

    /// <summary>The agency's forms under the client id of the entry.</summary>
    private static List<ReleaseOfInformation> OfClient(PostgresSession session, RoiEntry entry) =>
        session.List(s_ofClient.Call().Bind(entry.Client.Hash).Bind(entry.Form.AgencyId), RoiColumns.ReadForm);

    private static PersonRow FindOrCreate(PostgresSession session, RoiEntry entry, DateTimeOffset now)
    {
        PersonRow? owner = Owner(session, entry.Client);
        bool isNewClient = owner is null;
        List<PersonRow> found = PersonRows.Find(session, entry.Client);
        foreach (Pseudonym vendorId in entry.VendorIds)
        {
            found.AddRange(PersonRows.Find(session, vendorId));
        }

        owner ??= found.Count > 0 ? found[0] : null;
        if (owner is not { } person)
        {
            PersonId created = PersonRows.Create(session, now);
            person = new PersonRow(created, created);
        }

        if (isNewClient)
        {
            AddClient(session, entry, person.Person);
        }

        PersonId cluster = LinkAll(session, person.Cluster, found, now);
        PersonRows.AddStated(session, [.. Names(entry).Select(name => (name, person.Person))]);
        return person with { Cluster = cluster };
    }

    private static PersonId LinkAll(PostgresSession session, PersonId cluster, List<PersonRow> found, DateTimeOffset now)
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

    private static void AddClient(PostgresSession session, RoiEntry entry, PersonId person) =>
        session.Later(s_addClient.Call().Bind(entry.Client.Hash).Bind(person).Bind(entry.Form.AgencyId).Bind(entry.SealedClientId));

    private static PersonRow? Owner(PostgresSession session, Pseudonym client) =>
        session.List(s_owner.Call().Bind(client.Hash), PersonRow.Read) is [PersonRow owner, ..] ? owner : null;

    private static int LastVersion(PostgresSession session, PersonId person, Pseudonym client) =>
        (int)session.Int64(s_lastVersion.Call().Bind(person).Bind(client.Hash))!;

    private static void Add(PostgresSession session, RoiEntry entry, PersonId person, int version)
    {
        ReleaseOfInformation form = entry.Form;
        IdentityOnFile? identity = entry.Identity;
        session.Later(s_add.Call().Bind(entry.Client.Hash).Bind(version).Bind(form.AgencyId).Bind((int)form.Choice)
            .Bind(form.Signed.From).Bind(form.Signed.To).Bind(form.SignedOn).Bind(form.EndsOn?.DayNumber)
            .Bind((int)form.Signer).Bind((int)form.Source).Bind(form.HasDocument).Bind(form.IsSuperseded)
            .Bind(form.RecordedAt).Bind(identity is not null).Bind(identity?.Name).Bind(identity?.Birth)
            .Bind(identity?.Ssn).Bind(entry.SealedDetails).Bind(person).Bind((int)form.ClientAge));
    }
}
