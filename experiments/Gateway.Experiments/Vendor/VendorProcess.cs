using System.Globalization;
using System.Text.Json;
using HmisGateway.Experiments.Processes;

namespace HmisGateway.Experiments.Vendor;

/// <summary>The recording vendor, seen from the driver.</summary>
internal sealed class VendorProcess : IAsyncDisposable
{
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
    public static async Task<VendorProcess> StartAsync(
        string record, VendorBehaviour behaviour, TimeSpan delay, CancellationToken cancellationToken)
    {
        ChildProcess process = ChildProcess.Start(
            "vendor",
            [
                "dotnet", typeof(VendorProcess).Assembly.Location, "vendor", "--record", record, "--behaviour", behaviour.ToString(),
                "--delay", delay.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
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

    /// <summary>The requests in these chunks, connection by connection.</summary>
    public static IReadOnlyList<RecordedRequest> Requests(IEnumerable<RecordedChunk> chunks) =>
        [.. chunks.GroupBy(static chunk => chunk.Connection).SelectMany(static connection => RecordedRequest.All([.. connection.SelectMany(static chunk => chunk.Bytes)]))];

    public async ValueTask DisposeAsync() => await _process.DisposeAsync();
}
