using HmisGateway.Consent;
using HmisGateway.Consent.Permits;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;
using HmisGateway.Storage.Postgres;
using HmisGateway.Tests.Storage.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace HmisGateway.Tests.Consent.Permits;

/// <summary>What one replica has of the fence, over a database that others use too.</summary>
internal sealed class PermitReplica : IAsyncDisposable
{
    /// <summary>Short, so that a test waits for seconds at most.</summary>
    public static readonly FenceOptions Options = new()
    {
        DrainTimeout = TimeSpan.FromMilliseconds(400),
        PermitLifetime = TimeSpan.FromSeconds(2),
        Margin = TimeSpan.FromMilliseconds(500),
    };

    private readonly PermitDesk _desk;
    private readonly CutPermitTable _table;

    private PermitReplica(PostgresStorage storage)
    {
        Storage = storage;
        BootClock clock = new();
        _table = new CutPermitTable(storage.Permits);
        _desk = new PermitDesk(_table, Options, clock, TimeProvider.System, NullLogger<PermitDesk>.Instance);
        Fence = new PermitFence(_table, _desk, Options, clock, TimeProvider.System);
    }

    public PostgresStorage Storage { get; }

    public PermitFence Fence { get; }

    public static async Task<PermitReplica> StartAsync(string connectionString) =>
        new(await PostgresStorage.OpenAsync(PostgresUnderTest.Settings(connectionString), TimeProvider.System, 1_000, CancellationToken.None));

    public async Task<IFencePass> EnterAsync(PersonId person, SweptIdentifiers? swept = null, string agency = "north") =>
        (await Fence.EnterAsync(new FencedForward([person], agency, "hmis", swept ?? SweptIdentifiers.None), CancellationToken.None))!;

    public async Task<DrainResult> DrainAsync(FenceScope scope)
    {
        using IFenceClosing closing = await Fence.CloseAsync(scope, CancellationToken.None);
        return await closing.DrainAsync(CancellationToken.None);
    }

    /// <summary>Nothing of it reaches the server any more.</summary>
    public void Cut() => _table.IsCut = true;

    public async ValueTask DisposeAsync()
    {
        await _desk.DisposeAsync();
        await Storage.DisposeAsync();
    }
}
