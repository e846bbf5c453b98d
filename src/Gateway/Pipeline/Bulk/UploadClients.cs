using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using HmisGateway.Agencies;
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
    private const int BatchSize = 500;
    private const string Place = "PersonalID";

    private static readonly long s_seed = BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long)));

    private readonly List<UploadClient> _clients = [];
    private readonly List<UploadRecord> _waiting = [];
    private readonly Dictionary<int, HashSet<string>> _protectedNames = [];
    private readonly IdLinks _personal = new(s_seed);
    private readonly IdLinks _enrollments = new(s_seed);
    private readonly IdLinks _assessments = new(s_seed);
    private readonly IdLinks _households = new(s_seed);

    /// <summary>What this upload tells of the clients whose rows are taken out for a No Sharing; see <see cref="Mention"/>.</summary>
    public IdentifierIndex Protected { get; } = new(sweepKey);

    /// <summary>True while rows wait for <see cref="DecideAsync"/>.</summary>
    public bool IsWaiting => _waiting.Count > 0;

    /// <summary>The decision about a client.</summary>
    public ref readonly UploadClient this[int client] => ref CollectionsMarshal.AsSpan(_clients)[client];

    /// <summary>The ids of the clients whose rows are taken out.</summary>
    public IEnumerable<string> DivertedIds => _clients.Where(static client => client.Divert is not null).Select(static client => client.ClientId);

    /// <summary>Why the rows of clients are taken out.</summary>
    public IEnumerable<ConsentDecision.Divert> Diverted => _clients.Select(static client => client.Divert).OfType<ConsentDecision.Divert>();

    /// <summary>What a row does that has an identifier of a client whose rows are taken out for a No Sharing.</summary>
    /// <param name="match">The identifier.</param>
    /// <param name="stated">The identity that the row states of its own client, or null.</param>
    /// <returns>Null when it is no mention: a namesake has the name by right.</returns>
    public ConsentDecision.Divert? Mention(IdentifierMatch match, ReportedIdentity? stated)
    {
        int client = (int)(-1 - match.Person.Value);
        bool isOwn = this[client].Divert is { Reason: DivertReason.NoSharing };
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

            Refer(id);
            owners.Add(_personal.Find(id));
        }

        bool isNamed = owners.Count > 0;
        foreach (int column in table.EnrollmentIds)
        {
            ReadOnlySpan<byte> id = row.Field(column);
            isFound &= id.IsEmpty || _enrollments.TryFind(id, owners) || isNamed;
        }

        if (table.Assessment >= 0 && row.Field(table.Assessment) is { IsEmpty: false } assessment)
        {
            isFound &= _assessments.TryFind(assessment, owners) || isNamed || owners.Count > 0;
        }

        // Those who share a household are not named by each other's rows; a row that names nothing else is about all of them.
        if (owners.Count == 0 && table.Household >= 0 && row.Field(table.Household) is { IsEmpty: false } household)
        {
            isFound &= _households.TryFind(household, owners);
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

    /// <summary>The clients whose rows are forwarded.</summary>
    public IEnumerable<UploadClient> Permitted => _clients.Where(static client => client.Divert is null);

    /// <summary>Whether a look-up now would find what was found for everybody whose rows are forwarded.</summary>
    public async ValueTask<bool> IsUnchangedAsync(Identity.IPersonDirectory directory)
    {
        foreach (UploadClient[] batch in Permitted.Chunk(BatchSize))
        {
            HashSet<Identity.Pseudonym> asked = [];
            foreach (UploadClient client in batch)
            {
                client.Asked.AddTo(asked);
            }

            Identity.PersonSnapshot now = await directory.LookUpAsync([.. asked], CancellationToken.None);
            if (!batch.All(client => client.Reach == client.Asked.ReachIn(now)))
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
            _clients.Add(new UploadClient { Persons = [], ClientId = Encoding.ASCII.GetString(id) });
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
        ref UploadClient client = ref CollectionsMarshal.AsSpan(_clients)[waiting.Client];
        ConsentDecision decision = ConsentPolicy.Decide(new DecisionRequest
        {
            AgencyId = agency.Id,
            IsVictimServiceProvider = agency.Type != AgencyType.Standard,
            Operation = Operation.Bulk,
            Records = [attributed],
            Histories = attribution.Histories,
            Today = today,
        });
        bool isKnown = client.Persons.Count > 0 || client.Divert is not null;
        client.Persons = client.Persons.Count == 0 ? attributed.Persons : [.. client.Persons.Union(attributed.Persons)];
        if (decision is ConsentDecision.Divert divert)
        {
            client.Divert = client.Divert is { } earlier && earlier.Code <= divert.Code ? earlier : divert;
            client.Asked = default;
        }
        else if (client.Divert is null)
        {
            client.Asked = asked;
            client.Reach = isKnown ? null : asked.ReachIn(attribution.Snapshot);
            client.Learned = isKnown ? null : StatedFingerprints.Of(attribution, index);
            client.IsNewId = !attribution.Snapshot.Persons.ContainsKey(asked.References[0]);
        }

        if (decision is ConsentDecision.Divert { Reason: DivertReason.NoSharing or DivertReason.NoSharingElsewhere })
        {
            PersonId mark = new(-1 - waiting.Client);
            Protected.AddAgencyId(mark, waiting.ClientId, agency.Id);
            client.Learned = StatedFingerprints.Of(attribution, index);
            HashSet<string> names = CollectionsMarshal.GetValueRefOrAddDefault(_protectedNames, waiting.Client, out _) ??= [];
            if (waiting.Record.Identity?.FullName is { } name)
            {
                names.Add(name);
            }

            Protected.AddIdentity(mark, waiting.FirstName, waiting.LastName, waiting.DateOfBirth, waiting.Ssn);
        }
    }
}
