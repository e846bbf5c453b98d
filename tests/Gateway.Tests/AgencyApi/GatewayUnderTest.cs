using System.Text;
using HmisGateway.Agencies;
using HmisGateway.AgencyApi;
using HmisGateway.Consent;
using HmisGateway.Hosting;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Storage.Spools;
using HmisGateway.Storage.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace HmisGateway.Tests.AgencyApi;

/// <summary>The agency API on a real Kestrel over real SQLite; the clock stands at 2026-11-02 15:04:05 UTC, 09:04 in Chicago.</summary>
internal sealed class GatewayUnderTest : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WebApplication _app;
    private readonly KeyRing _keys;
    private readonly List<HttpClient> _clients = [];

    private GatewayUnderTest(TemporaryFolder folder, SqliteStorage storage, KeyRing keys, WebApplication app, FakeTimeProvider time)
    {
        _folder = folder;
        _keys = keys;
        _app = app;
        Storage = storage;
        Time = time;
    }

    public FakeTimeProvider Time { get; }

    public SqliteStorage Storage { get; }

    public PreviewRecorder Preview { get; } = new();

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<GatewayUnderTest> StartAsync(params string[] vendors)
    {
        TemporaryFolder folder = new();
        FakeTimeProvider time = new(Some.Moment);
        SqliteStorage storage = SqliteStorage.Open(folder.Path, TimeProvider.System);
        KeyRing keys = (await KeyRingOpener.OpenAsync(folder["keys"], storage.AgencyKeys, TimeProvider.System, Stop))
            .ShouldBeOfType<KeyRingOpening.Opened>().Ring;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<IKeyRing>(keys);
        builder.Services.AddSingleton<ItemSealer>();
        builder.Services.AddSingleton(new SpoolFolder(folder.Path));
        builder.Services.AddSingleton(storage.Agencies).AddSingleton(storage.Consent).AddSingleton(storage.Documents).AddSingleton(storage.Persons);
        builder.Services.AddSingleton(storage.Separations);
        builder.Services.AddSingleton(storage.Offline).AddSingleton(storage.Waiting).AddSingleton(storage.Ledger);
        builder.Services.AddAgencyApi(
            new GatewayOptions(), [.. (vendors is [] ? ["hmis"] : vendors).Select(static name => new VendorOptions { Name = name })], new FenceOptions());
        GatewayUnderTest? gateway = null;
        builder.Services.AddSingleton<IDecisionPreview>(_ => gateway!.Preview);
        WebApplication app = builder.Build();
        app.MapAgencyApi();
        gateway = new GatewayUnderTest(folder, storage, keys, app, time);
        await gateway.Get<AgencyDirectory>().LoadAsync(Stop);
        await app.StartAsync(Stop);
        return gateway;
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Adds an agency and returns a client that presents its key.</summary>
    public async Task<HttpClient> AddAgencyAsync(string id, AgencyType type = AgencyType.Standard)
    {
        AgencyAddition.Added added = (await Get<AgencyDirectory>().AddAsync(id, $"Agency {id}", type, Stop)).ShouldBeOfType<AgencyAddition.Added>();
        return Client(added.Key);
    }

    /// <summary>A client that presents this key, or none.</summary>
    public HttpClient Client(string? key)
    {
        HttpClient client = new() { BaseAddress = new Uri($"{_app.Urls.Single()}/_gateway/v1/") };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Add(AgencyKey.HeaderName, key);
        }

        _clients.Add(client);
        return client;
    }

    /// <summary>Stores an offline item as the pipeline would.</summary>
    public async Task<Guid> DivertAsync(string agencyId, string clientId, byte[] body, Func<OfflineDetails, OfflineDetails>? change = null, string code = "no_sharing")
    {
        Guid receipt = Guid.CreateVersion7();
        OfflineDetails details = new()
        {
            Method = "POST",
            Target = "/clients?x=1",
            ContentType = "application/json",
            Headers = [new OfflineHeader("Accept", "*/*")],
            Reason = "no_sharing_elsewhere",
            Code = code,
            ClientIds = [clientId],
            Vendor = "hmis",
            Records = [new OfflineRecord("client", "")],
        };
        SealedParts parts = Get<ItemSealer>().Seal(agencyId, receipt, (change?.Invoke(details) ?? details).ToBytes(), body);
        OfflineItem item = Some.Item(agencyId, code, Get<Pseudonymizer>().OfAgencyClient(agencyId, clientId)) with
        {
            Receipt = receipt,
            Bytes = body.Length,
            WrappedKey = parts.WrappedKey,
            SealedDetails = parts.SealedDetails,
            SealedContent = parts.SealedContent,
        };
        await Storage.Offline.StoreAsync(item, Some.Event(), Stop);
        return receipt;
    }

    /// <summary>The first column of a query, as bytes.</summary>
    public IReadOnlyList<byte[]> Query(string sql)
    {
        using SqliteConnection connection = Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        List<byte[]> values = [];
        while (reader.Read())
        {
            values.Add((byte[])reader[0]);
        }

        return values;
    }

    /// <summary>Changes the database beside the gateway.</summary>
    public void Execute(string sql)
    {
        using SqliteConnection connection = Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>All ledger entries as text, oldest first.</summary>
    public async Task<string> LedgerAsync()
    {
        StringBuilder text = new();
        await foreach (LedgerEntry entry in Storage.Ledger.ReadAsync(0, Stop))
        {
            text.AppendLine(Encoding.UTF8.GetString(entry.Entry));
        }

        return text.ToString();
    }

    private SqliteConnection Open()
    {
        SqliteConnection connection = new($"Data Source={_folder[SqliteDatabase.FileName]};Pooling=False");
        connection.Open();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(static client => client.Dispose());
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await Storage.DisposeAsync();
        _keys.Dispose();
        _folder.Dispose();
    }
}
