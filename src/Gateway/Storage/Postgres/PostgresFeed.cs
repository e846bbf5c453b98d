using HmisGateway.Offline;
using HmisGateway.Policy.Clients;
using HmisGateway.Storage.Registry;

namespace HmisGateway.Storage.Postgres;

/// <summary>
/// What this process knows of the commits of all replicas. Whoever has caught up finds in memory nothing that is older than the moment
/// at which the call began.
/// </summary>
/// <remarks>Rows are taken over in their order by whoever has read them: the writer, who reads before each of its commits; those who ask for permits; and those who look somebody up.</remarks>
internal sealed class PostgresFeed : IDisposable
{
    private readonly PostgresReaders _readers;
    private readonly RegistryCache _cache;
    private readonly OpenContents _open;
    private readonly Lock _applying = new();
    private readonly Lock _turns = new();
    private readonly SemaphoreSlim _handling = new(1, 1);
    private FeedRow _applied;
    private FeedRow _handled;
    private Task _running = Task.CompletedTask;
    private Task? _next;

    /// <summary>Starts at a row of which everything in memory knows.</summary>
    public PostgresFeed(PostgresReaders readers, RegistryCache cache, OpenContents open, FeedRow last)
    {
        (_readers, _cache, _open) = (readers, cache, open);
        _applied = _handled = last;
    }

    /// <summary>Takes over what the storage does not keep itself; set before the first request.</summary>
    /// <value>The default is nobody.</value>
    public IReplicaListener? Listener { get; set; }

    /// <summary>The newest version that the storage's memory knows.</summary>
    public long Applied => Volatile.Read(ref _applied).Version;

    /// <summary>The newest row that everybody knows.</summary>
    public FeedRow Handled => Volatile.Read(ref _handled);

    /// <summary>Takes over everything that was committed before this call.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The server cannot be asked.</exception>
    public Task CatchUpAsync()
    {
        lock (_turns)
        {
            // A reading that has begun already may be too old for this caller; the next one is for all who came meanwhile.
            return _next ??= ReadAfterAsync(_running);
        }
    }

    /// <summary>Takes over rows.</summary>
    /// <param name="from">What <see cref="Handled"/> was when they were asked for, from its version on.</param>
    /// <param name="rows">The rows.</param>
    public async Task TakeAsync(FeedRow from, IReadOnlyList<FeedRow> rows)
    {
        if (!IsContinued(from, rows))
        {
            await LoadAgainAsync();
            return;
        }

        if (rows.Count == 0 || rows[^1].Version <= Handled.Version)
        {
            return;
        }

        Apply(rows);
        await _handling.WaitAsync();
        try
        {
            FeedRow[] news = [.. rows.Where(row => row.Version > Handled.Version)];
            if (news.Length > 0)
            {
                await TellAsync(news);
                Volatile.Write(ref _handled, news[^1]);
            }
        }
        finally
        {
            _handling.Release();
        }
    }

    /// <summary>Takes over rows in the storage's memory that were read from <see cref="Applied"/> on, or before.</summary>
    /// <exception cref="InvalidDataException">They do not go on where this process is; <see cref="CatchUpAsync"/> loads everything again.</exception>
    public void Apply(IReadOnlyList<FeedRow> rows)
    {
        lock (_applying)
        {
            foreach (FeedRow row in rows)
            {
                if (row.Version > _applied.Version)
                {
                    EnsureNext(row.Version);
                    _cache.ForgetOther(row.Change.Registry);
                    Take(row);
                }
                else if (row.Version == _applied.Version && row.Id != _applied.Id)
                {
                    throw NotContinued();
                }
            }
        }
    }

    /// <summary>Makes sure that a version is not older than what this process knows.</summary>
    /// <exception cref="InvalidDataException">The server lacks what this process has seen.</exception>
    public void EnsureNotBefore(long version)
    {
        if (version < Applied)
        {
            throw NotContinued();
        }
    }

    /// <summary>Takes over the writer's own commit, before anybody is told of it.</summary>
    public void ApplyOwn(FeedRow row)
    {
        lock (_applying)
        {
            // The stamp of the cache has been odd since before the commit, whoever has read the row first.
            _cache.Forget(row.Change.Registry);
            if (row.Version > _applied.Version)
            {
                EnsureNext(row.Version);
                Take(row);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handling.Dispose();

    private void Take(FeedRow row)
    {
        foreach (OpenChange change in row.Change.Open)
        {
            _open.Apply(change);
        }

        Volatile.Write(ref _applied, row);
    }

    private void EnsureNext(long version)
    {
        if (version != _applied.Version + 1)
        {
            throw NotContinued();
        }
    }

    private static InvalidDataException NotContinued() =>
        new("What other gateways have committed does not go on where this one is. It loads everything again.");

    /// <summary>
    /// Whether rows that were asked for from a row on begin with it. They do not where this process was cut off for longer than rows are kept, or a
    /// server was promoted that lacks the row.
    /// </summary>
    private static bool IsContinued(FeedRow last, IReadOnlyList<FeedRow> rows) => last.Version == 0
        ? rows.Count == 0 || rows[0].Version == 1
        : rows.Any(row => row.Version == last.Version && row.Id == last.Id);

    /// <summary>Forgets what was read, and reads what is kept in memory.</summary>
    private async Task LoadAgainAsync()
    {
        await _handling.WaitAsync();
        try
        {
            (OpenContents open, FeedRow last) = await OfflineStatusRows.LoadAsync(_readers, CancellationToken.None);
            RegistryChanges everything = new();
            everything.Everything();
            lock (_applying)
            {
                _cache.ForgetOther(everything);
                _open.Replace(open);
                Volatile.Write(ref _applied, last);
            }

            if (Listener is { } listener)
            {
                await listener.TakeOverAsync(null, areAgencies: true);
            }

            Volatile.Write(ref _handled, last);
        }
        finally
        {
            _handling.Release();
        }
    }

    private async Task TellAsync(FeedRow[] news)
    {
        if (Listener is not { } listener)
        {
            return;
        }

        HashSet<PersonId> persons = [.. news.SelectMany(static row => row.Change.Registry.Persons)];
        bool areUnknown = Array.Exists(news, static row => row.Change.Registry.AreUnknown);
        bool areAgencies = Array.Exists(news, static row => row.Change.AreAgencies);
        if (areUnknown || areAgencies || persons.Count > 0)
        {
            await listener.TakeOverAsync(areUnknown ? null : persons, areAgencies);
        }
    }

    private async Task ReadAfterAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_turns)
        {
            _running = _next!;
            _next = null;
        }

        FeedRow from = Handled;
        await TakeAsync(from, await _readers.ListAsync(FeedRow.Find.Call().Bind(from.Version), FeedRow.Read, CancellationToken.None));
    }
}
