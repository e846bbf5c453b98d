using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using HmisGateway.Agencies;
using HmisGateway.Identity;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Decisions;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Payloads.Csv;
using HmisGateway.Policy.Payloads.HudCsv;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>The clients of one upload: their ids, what leads to them, and what was decided about each.</summary>
internal sealed class UploadClients(
    Agency agency, string vendorName, IdentifierScheme idSpace, DateOnly today, ClientAttributor attributor, SweepKey sweepKey)
{
    /// <summary>How many rows are looked up together: few enough for tables that are not large objects of the heap.</summary>
    private const int BatchSize = 128;
    private const string Place = "PersonalID";

    /// <summary>As many as <see cref="UploadClient.Learned"/> has bits; a row teaches seven at the most.</summary>
    private const int MostFingerprints = 32;

    private static readonly long s_seed = BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long)));

    private readonly PagedList<UploadClient> _clients = new();
    private readonly IdText _ids = new();
    private readonly PagedList<UInt128> _asked = new();
    private readonly PagedList<byte> _schemes = new();
    private readonly Dictionary<int, PersonId[]> _several = [];
    private readonly Dictionary<int, PersonId> _subjects = [];
    private readonly Dictionary<(DivertCode, DivertReason), ConsentDecision.Divert> _reasons = [];
    private readonly List<UploadRecord> _waiting = [];
    private readonly Dictionary<int, string[]> _protectedNames = [];
    private readonly IdLinks _personal = new(s_seed);
    private readonly IdLinks _enrollments = new(s_seed);
    private readonly IdLinks _assessments = new(s_seed);
    private readonly IdLinks _households = new(s_seed);

    /// <summary>What this upload tells of the clients whose rows are taken out for a No Sharing; see <see cref="Mention"/>.</summary>
    public IdentifierIndex Protected { get; } = new(sweepKey);

    /// <summary>True while rows wait for <see cref="DecideAsync"/>.</summary>
    public bool IsWaiting => _waiting.Count > 0;

    /// <summary>How many clients there are.</summary>
    public int Count => _clients.Count;

    /// <summary>The clients whose rows are forwarded.</summary>
    public IEnumerable<int> Permitted => Enumerable.Range(0, Count).Where(client => DivertOf(client) is null);

    /// <summary>The clients whose rows are taken out.</summary>
    public IEnumerable<int> Diverted => Enumerable.Range(0, Count).Where(client => DivertOf(client) is not null);

    /// <summary>Why the rows of clients are taken out, each reason once.</summary>
    public IEnumerable<ConsentDecision.Divert> Reasons => Diverted.Select(DivertOf).OfType<ConsentDecision.Divert>().Distinct();

    /// <summary>Why a client's rows are taken out; null when they are forwarded.</summary>
    public ConsentDecision.Divert? DivertOf(int client) => _clients[client].Divert;

    /// <summary>A client's id, as the upload writes it.</summary>
    public string IdOf(int client) => _ids[_clients[client].Id];

    /// <summary>Everybody a client's references lead to.</summary>
    public PersonId[] PersonsOf(int client) =>
        _clients[client].Person is { Value: not 0 } person ? [person] : _several.GetValueOrDefault(client) ?? [];

    /// <summary>True when the upload tells an id for a person who was found by who they are.</summary>
    public bool IsNewId(int client) => _clients[client].IsNewId;

    /// <summary>The fingerprints that a client's row teaches; null for none.</summary>
    public LearnedReferences? LearnedOf(int client)
    {
        UploadClient one = _clients[client];
        if (one.Learned == 0)
        {
            return null;
        }

        List<Pseudonym> learned = [];
        for (int i = 0; i < one.AskedCount; i++)
        {
            if ((one.Learned >> i & 1) != 0)
            {
                learned.Add(AskedAt(one.Asked + i));
            }
        }

        return new LearnedReferences(_subjects.GetValueOrDefault(client, one.Person), learned);
    }

    /// <summary>What a row does that has an identifier of a client whose rows are taken out for a No Sharing.</summary>
    /// <param name="match">The identifier.</param>
    /// <param name="stated">The identity that the row states of its own client, or null.</param>
    /// <returns>Null when it is no mention: a namesake has the name by right.</returns>
    public ConsentDecision.Divert? Mention(IdentifierMatch match, ReportedIdentity? stated)
    {
        int client = (int)(-1 - match.Person.Value);
        bool isOwn = DivertOf(client) is { Reason: DivertReason.NoSharing };
        bool isByName = match.Kind == MentionKind.Name;
        return isByName && (!isOwn || (stated?.FullName is { } name && _protectedNames[client].Contains(name))) ? null : ConsentPolicy.Mentioned(isOwn);
    }

    /// <summary>Takes a row that says who a client is.</summary>
    /// <returns>True when enough rows wait for <see cref="DecideAsync"/>.</returns>
    public bool Define(HudCsvTable table, CsvReader row)
    {
        ReadOnlySpan<byte> id = row.Field(table.PersonalIds[0]);
        return HudCsvTable.IsId(id) && Wait(
            id,
            new PayloadRecord(RecordKind.Client, Operation.Bulk, [Reference(id, ReferenceRole.Defines)], table.Identity(row), IsLocked: false, ""),
            HudCsvTable.Value(row, table.FirstName),
            HudCsvTable.Value(row, table.LastName),
            HudCsvTable.Value(row, table.DateOfBirth),
            HudCsvTable.Value(row, table.Ssn));
    }

    /// <summary>Takes a row that says whose an enrollment, an assessment or a household is.</summary>
    /// <returns>True when enough rows wait for <see cref="DecideAsync"/>.</returns>
    public bool Link(HudCsvTable table, CsvReader row)
    {
        ReadOnlySpan<byte> id = row.Field(table.PersonalIds[0]);
        if (!HudCsvTable.IsId(id))
        {
            return false;
        }

        bool isFull = Refer(id);
        int client = _personal.Find(id);
        foreach (int column in table.EnrollmentIds)
        {
            Link(_enrollments, row.Field(column), client);
        }

        Link(_assessments, table.Assessment < 0 ? [] : row.Field(table.Assessment), client);
        Link(_households, table.Household < 0 ? [] : row.Field(table.Household), client);
        return isFull;
    }

    /// <summary>Finds the clients whom a row names.</summary>
    /// <param name="table">Its file.</param>
    /// <param name="row">The row.</param>
    /// <param name="owners">Takes them; one that is new waits for <see cref="DecideAsync"/>.</param>
    /// <returns>False when it names nobody, or somebody who cannot be found.</returns>
    public bool TryFind(HudCsvTable table, CsvReader row, List<int> owners)
    {
        bool isFound = true;
        foreach (int column in table.PersonalIds)
        {
            ReadOnlySpan<byte> id = row.Field(column);
            if (id.IsEmpty)
            {
                continue;
            }

            if (!HudCsvTable.IsId(id))
            {
                isFound = false;
                continue;
            }

            int known = _personal.Find(id);
            if (known < 0)
            {
                Refer(id);
                known = _personal.Find(id);
            }

            owners.Add(known);
        }

        // An id that leads to more clients than belong together says nothing of its row, whoever else is named.
        bool isNamed = owners.Count > 0;
        foreach (int column in table.EnrollmentIds)
        {
            ReadOnlySpan<byte> id = row.Field(column);
            isFound &= id.IsEmpty || (_enrollments.TryFind(id, owners) is { } leads && (leads || isNamed));
        }

        if (table.Assessment >= 0 && row.Field(table.Assessment) is { IsEmpty: false } assessment)
        {
            isFound &= _assessments.TryFind(assessment, owners) is { } leads && (leads || isNamed || owners.Count > 0);
        }

        // Those who share a household are not named by each other's rows; a row that names nothing else is about all of them.
        if (owners.Count == 0 && table.Household >= 0 && row.Field(table.Household) is { IsEmpty: false } household)
        {
            isFound &= _households.TryFind(household, owners) is true;
        }

        return isFound && owners.Count > 0;
    }

    /// <summary>Decides about the rows that wait.</summary>
    public async ValueTask DecideAsync()
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        Attribution attribution = await attributor.AttributeAsync(agency.Id, vendorName, [.. _waiting.Select(static waiting => waiting.Record)], CancellationToken.None);
        for (int i = 0; i < _waiting.Count; i++)
        {
            Decide(_waiting[i], attribution, i);
        }

        _waiting.Clear();
    }

    /// <summary>Whether a look-up now would find what was found for everybody whose rows are forwarded.</summary>
    /// <param name="directory">Where to look.</param>
    /// <param name="changes">What has changed; whoever it does not concern is not looked up.</param>
    public async ValueTask<bool> IsUnchangedAsync(IPersonDirectory directory, SeenChanges changes)
    {
        foreach (int[] batch in Permitted.Where(client => changes.IsEverything || IsConcerned(client, changes)).Chunk(BatchSize))
        {
            PersonSnapshot now = await directory.LookUpAsync([.. batch.SelectMany(AskedOf).Distinct()], CancellationToken.None);
            if (!batch.All(client => _clients[client].HasReach && _clients[client].Reach == RecordPseudonyms.ReachIn(now, AskedOf(client))))
            {
                return false;
            }
        }

        return true;
    }

    private static void Link(IdLinks links, ReadOnlySpan<byte> id, int client)
    {
        if (!id.IsEmpty)
        {
            links.Add(id, client);
        }
    }

    /// <summary>A client who is named and whom no row before told of.</summary>
    private bool Refer(ReadOnlySpan<byte> id) => _personal.Find(id) < 0 && Wait(
        id, new PayloadRecord(RecordKind.Client, Operation.Bulk, [Reference(id, ReferenceRole.Refers)], null, IsLocked: false, ""), null, null, null, null);

    private bool Wait(ReadOnlySpan<byte> id, PayloadRecord record, string? firstName, string? lastName, string? dateOfBirth, string? ssn)
    {
        int client = _personal.Find(id);
        if (client < 0)
        {
            client = _clients.Count;
            _clients.Add(new UploadClient { Id = _ids.Add(id) });
            _personal.Add(id, client);
        }

        _waiting.Add(new UploadRecord(client, Encoding.ASCII.GetString(id), record, firstName, lastName, dateOfBirth, ssn));
        return _waiting.Count >= BatchSize;
    }

    private ClientReference Reference(ReadOnlySpan<byte> id, ReferenceRole role) => new(idSpace, role, Encoding.ASCII.GetString(id), Place);

    private void Decide(UploadRecord waiting, Attribution attribution, int index)
    {
        AttributedRecord attributed = attribution.Records[index];
        RecordPseudonyms asked = attribution.Asked[index];
        ref UploadClient client = ref _clients[waiting.Client];
        ConsentDecision decision = ConsentPolicy.Decide(new DecisionRequest
        {
            AgencyId = agency.Id,
            IsVictimServiceProvider = agency.Type != AgencyType.Standard,
            Operation = Operation.Bulk,
            Records = [attributed],
            Histories = attribution.Histories,
            Today = today,
        });
        SetPersons(waiting.Client, [.. PersonsOf(waiting.Client).Union(attributed.Persons)]);
        if (decision is ConsentDecision.Divert divert)
        {
            client.Divert = client.Divert is { } earlier && earlier.Code <= divert.Code ? earlier : Shared(divert);
            client.AskedCount = 0;
            client.Learned = 0;
        }
        else if (client.Divert is null)
        {
            // What several rows tell of one client is not compared with anything: for such a client every change counts.
            client.HasReach = !client.IsDecided;
            client.IsNewId = !attribution.Snapshot.Persons.ContainsKey(asked.References[0]);
            client.AskedCount = 0;
            client.Learned = 0;
            if (client.HasReach)
            {
                Ask(ref client, asked);
                client.Reach = RecordPseudonyms.ReachIn(attribution.Snapshot, AskedOf(waiting.Client));
                Learn(waiting.Client, asked, attribution, index);
            }
        }

        client.IsDecided = true;
        if (decision is ConsentDecision.Divert { Reason: DivertReason.NoSharing or DivertReason.NoSharingElsewhere })
        {
            Ask(ref client, asked);
            Learn(waiting.Client, asked, attribution, index);
            Protect(waiting);
        }
    }

    /// <summary>From now on, what the row tells of its client is looked for in all rows.</summary>
    private void Protect(UploadRecord waiting)
    {
        PersonId mark = new(-1 - waiting.Client);
        Protected.AddAgencyId(mark, waiting.ClientId, agency.Id);
        ref string[]? names = ref CollectionsMarshal.GetValueRefOrAddDefault(_protectedNames, waiting.Client, out _);
        names ??= [];
        if (waiting.Record.Identity?.FullName is { } name && !names.Contains(name))
        {
            names = [.. names, name];
        }

        Protected.AddIdentity(mark, waiting.FirstName, waiting.LastName, waiting.DateOfBirth, waiting.Ssn);
    }

    /// <summary>One object for all clients with the same reason.</summary>
    private ConsentDecision.Divert Shared(ConsentDecision.Divert divert)
    {
        ref ConsentDecision.Divert? shared = ref CollectionsMarshal.GetValueRefOrAddDefault(_reasons, (divert.Code, divert.Reason), out _);
        return shared ??= divert;
    }

    private void SetPersons(int client, PersonId[] persons)
    {
        _clients[client].Person = persons is [var person] ? person : default;
        if (persons.Length > 1)
        {
            _several[client] = persons;
        }
    }

    /// <summary>Notes which of a row's fingerprints, which are the first that were looked up, it teaches.</summary>
    private void Learn(int client, RecordPseudonyms asked, Attribution attribution, int index)
    {
        uint bits = 0;
        if (StatedFingerprints.Of(attribution, index) is { } learned)
        {
            for (int i = 0; i < Math.Min(asked.Matches.Length, MostFingerprints); i++)
            {
                bits |= learned.Pseudonyms.Contains(asked.Matches[i]) ? 1u << i : 0;
            }

            if (learned.Person != _clients[client].Person)
            {
                _subjects[client] = learned.Person;
            }
        }

        _clients[client].Learned = bits;
    }

    /// <summary>Keeps what was looked up for a client.</summary>
    private void Ask(ref UploadClient client, RecordPseudonyms asked)
    {
        client.Asked = _asked.Count;
        foreach (Pseudonym pseudonym in asked.All())
        {
            _asked.Add(pseudonym.Hash);
            _schemes.Add((byte)pseudonym.Scheme);
        }

        client.AskedCount = checked((ushort)(_asked.Count - client.Asked));
    }

    private IEnumerable<Pseudonym> AskedOf(int client) =>
        Enumerable.Range(_clients[client].Asked, _clients[client].AskedCount).Select(AskedAt);

    private Pseudonym AskedAt(int place) => new((IdentifierScheme)_schemes[place], _asked[place]);

    private bool IsConcerned(int client, SeenChanges changes)
    {
        ref readonly UploadClient one = ref _clients[client];
        if (!one.HasReach)
        {
            return !changes.AreNone;
        }

        if (one.Person.Value != 0 ? changes.Persons.Contains(one.Person) : PersonsOf(client).Any(changes.Persons.Contains))
        {
            return true;
        }

        for (int i = 0; changes.References.Count > 0 && i < one.AskedCount; i++)
        {
            if (changes.References.Contains(AskedAt(one.Asked + i)))
            {
                return true;
            }
        }

        return false;
    }
}
