using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Storage.Registry;
using HmisGateway.Storage.Sqlite;

namespace HmisGateway.Tests.Storage.Sqlite;

/// <summary>One database with two ways to look things up: through a cache, and past it.</summary>
internal sealed class CachedRegistry : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteReaderPool _readers;

    public CachedRegistry(int capacity)
    {
        SqliteDatabase database = SqliteDatabase.Open(_folder.Path);
        Cache = new RegistryCache(capacity);
        Writer = new SqliteWriter(database, Cache, TimeProvider.System);
        _readers = new SqliteReaderPool(database);
        Persons = new SqlitePersonDirectory(Writer, _readers, Cache, TimeProvider.System);
        Uncached = new SqlitePersonDirectory(Writer, _readers, new RegistryCache(0), TimeProvider.System);
        Consent = new SqliteConsentRegistry(Writer, _readers, TimeProvider.System);
    }

    public RegistryCache Cache { get; }

    public SqliteWriter Writer { get; }

    public SqlitePersonDirectory Persons { get; }

    public SqlitePersonDirectory Uncached { get; }

    public SqliteConsentRegistry Consent { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Everything that a decision sees of a view, as text.</summary>
    public static string Describe(PersonSnapshot snapshot, IEnumerable<Pseudonym> asked, params IEnumerable<string> agencies)
    {
        List<string> lines = [];
        foreach (Pseudonym pseudonym in asked.Distinct())
        {
            IEnumerable<long> persons = (snapshot.Persons.GetValueOrDefault(pseudonym) ?? []).Select(static person => person.Value).Order();
            lines.Add($"{pseudonym} -> {string.Join(',', persons)} learned only: {snapshot.LearnedOnly.Contains(pseudonym)}");
        }

        foreach ((PersonId person, ConsentHistory history) in snapshot.Histories.OrderBy(static pair => pair.Key.Value))
        {
            IEnumerable<IdentityOnFile> identities = snapshot.Identities.GetValueOrDefault(person) ?? [];
            lines.Add($"{person}: {string.Join(';', identities.Select(static identity => identity.ToString()).Order(StringComparer.Ordinal))}");
            lines.AddRange(agencies.Select(agency => $"{person} {agency}: {history.CurrentOf(agency)} {history.StatusFor(agency, new DateOnly(2026, 11, 20))}"));
        }

        return string.Join('\n', lines);
    }

    public async Task<RoiRecording> RecordAsync(RoiEntry entry) =>
        (await Consent.RecordAsync([entry], static _ => Some.Event(), Stop))[0];

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        _readers.Dispose();
        _folder.Dispose();
    }
}
