using System.Globalization;
using System.Text.Json;
using HmisGateway.Experiments.Processes;

namespace HmisGateway.Experiments.Vendor;

/// <summary>The recording vendor, seen from the driver.</summary>
internal sealed class VendorProcess : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    private readonly ChildProcess _process;
    private readonly string _record;
    private long _readTo;

    private VendorProcess(ChildProcess process, Uri address, string record)
    {
        _process = process;
        Address = address;
        _record = record;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts it.</summary>
    /// <param name="record">The file that takes what arrives.</param>
    /// <param name="behaviour">What it does with a request.</param>
    /// <param name="delay">How long it waits before it answers.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <param name="isWatching">True when a vendor that reads slowly or not at all writes down whenever more has arrived.</param>
    public static async Task<VendorProcess> StartAsync(
        string record, VendorBehaviour behaviour, TimeSpan delay, CancellationToken cancellationToken, bool isWatching = false)
    {
        ChildProcess process = ChildProcess.Start(
            "vendor",
            [
                "dotnet", typeof(VendorProcess).Assembly.Location, "vendor", "--record", record, "--behaviour", behaviour.ToString(),
                "--delay", delay.TotalMilliseconds.ToString(CultureInfo.InvariantCulture), .. isWatching ? ["--watch"] : Array.Empty<string>(),
            ]);
        return new VendorProcess(process, new Uri(await process.ReadFirstLineAsync(cancellationToken)), record);
    }

    /// <summary>Everything that arrived since the last call, in order.</summary>
    public IReadOnlyList<RecordedChunk> ReadNew()
    {
        using FileStream record = new(_record, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        record.Position = _readTo;
        byte[] bytes = new byte[record.Length - _readTo];
        record.ReadExactly(bytes);
        int end = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        _readTo += end;
        List<RecordedChunk> chunks = [];
        foreach (Range line in bytes.AsSpan(0, end).Split((byte)'\n'))
        {
            if (!bytes.AsSpan(0, end)[line].IsEmpty)
            {
                chunks.Add(JsonSerializer.Deserialize(bytes.AsSpan(0, end)[line], RecordJson.Default.RecordedChunk)!);
            }
        }

        return chunks;
    }

    /// <summary>Lets a stalled vendor count what has arrived and was not read.</summary>
    /// <returns>The bytes that wait, by connection.</returns>
    public async Task<IReadOnlyDictionary<int, long>> CountAsync(CancellationToken cancellationToken)
    {
        await _process.WriteLineAsync("count");
        Dictionary<int, long> waiting = [];
        while (true)
        {
            foreach (RecordedChunk chunk in ReadNew())
            {
                if (chunk.Connection == 0)
                {
                    return waiting;
                }

                waiting[chunk.Connection] = chunk.Waiting ?? 0;
            }

            await Task.Delay(Poll, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Lets a stalled vendor read what waits, to the end of each connection; connections that come later stall again.</summary>
    /// <returns>The bytes that it read, by connection.</returns>
    public async Task<IReadOnlyDictionary<int, long>> DrainAsync(CancellationToken cancellationToken)
    {
        await _process.WriteLineAsync("read");
        Dictionary<int, long> read = [];
        while (true)
        {
            foreach (RecordedChunk chunk in ReadNew())
            {
                if (chunk.Connection == 0)
                {
                    return read;
                }

                read[chunk.Connection] = read.GetValueOrDefault(chunk.Connection) + chunk.Bytes.Length;
            }

            await Task.Delay(Poll, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Lets a stalled vendor read from now on whatever is or comes on the connections that it has; later ones stall again.</summary>
    public Task FlowAsync() => _process.WriteLineAsync("flow");

    /// <summary>The requests in these chunks, connection by connection.</summary>
    public static IReadOnlyList<RecordedRequest> Requests(IEnumerable<RecordedChunk> chunks) =>
        [.. chunks.GroupBy(static chunk => chunk.Connection).SelectMany(static connection => RecordedRequest.All([.. connection.SelectMany(static chunk => chunk.Bytes)]))];

    public async ValueTask DisposeAsync() => await _process.DisposeAsync();
}
