using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Micro;

/// <summary>The steps of one write of 1,536 bytes, each alone, with what it allocates.</summary>
[MemoryDiagnoser]
[SuppressMessage("Design", "CA1063:Implement IDisposable correctly", Justification = "BenchmarkDotNet derives from it, so it cannot be sealed; it owns no native resource.")]
public class HotPath : IDisposable
{
    private readonly byte[] _body = SampleRequest.Body;
    private readonly LedgerEntryWriter _entries = new();
    private readonly byte[] _hash = new byte[32];
    private GatewayInProcess? _gateway;
    private InspectedRequest? _request;
    private ConsentDeliberator? _deliberator;
    private Deliberation? _decided;
    private RouteClassification.Matched? _match;
    private RequestTarget? _target;
    private SweepKey? _sweep;
    private Pseudonymizer? _pseudonymizer;
    private ItemSealer? _sealer;
    private IPersonDirectory? _persons;
    private ILedger? _ledger;
    private Pseudonym[] _asked = [];
    private LedgerEvent[] _group = [];

    [GlobalSetup]
    public void SetUp()
    {
        _gateway = GatewayInProcess.StartAsync().GetAwaiter().GetResult();
        SampleRequest.RecordAsync(_gateway).GetAwaiter().GetResult();
        _request = SampleRequest.Of(_gateway.Agency);
        _deliberator = _gateway.Get<ConsentDeliberator>();
        _decided = _deliberator.DeliberateAsync(_request, _body, null, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        VendorTarget destination = _decided.Destination ?? throw new InvalidOperationException("The sample has no destination.");
        _target = destination.Target;
        _match = (RouteClassification.Matched)destination.Vendor.Profile.Classify("PUT", _target, "application/json", hasBody: true);
        _sweep = _gateway.Get<ProtectedClients>().Key;
        _pseudonymizer = _gateway.Get<Pseudonymizer>();
        _sealer = _gateway.Get<ItemSealer>();
        _persons = _gateway.Get<IPersonDirectory>();
        _ledger = _gateway.Get<ILedger>();
        _asked = [_pseudonymizer.OfAgencyClient(GatewayInProcess.AgencyId, "full-1"), _pseudonymizer.Of(IdentifierScheme.Vendor, "hmis", "70000001")];
        _group = [.. Enumerable.Range(0, 16).Select(static i => new LedgerEvent(
            LedgerEventKind.ForwardIntent,
            [
                new("decision", Guid.CreateVersion7().ToString()), new("agency", GatewayInProcess.AgencyId), new("vendor", "hmis"), new("rule", "update-client"),
                new("operation", "update"), new("client", "0123456789abcdef"), new("digest", new string((char)('a' + (i % 6)), 64)),
            ]))];
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _gateway?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _gateway = null;
        _entries.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Description = "read and sweep the JSON body")]
    public object Read() => RequestReader.Read(_match!, _target!, static _ => null, _body, _sweep!);

    [Benchmark(Description = "one pseudonym")]
    public object Pseudonym() => _pseudonymizer!.Of(IdentifierScheme.Vendor, "hmis", "70000001");

    [Benchmark(Description = "look up two references, from memory")]
    public object LookUp() => _persons!.LookUpAsync(_asked, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    [Benchmark(Description = "classify, read, attribute, decide")]
    public object Decide() => _deliberator!.DeliberateAsync(_request!, _body, null, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    [Benchmark(Description = "decide again under the fence, nothing changed")]
    public object Reconsider() => _deliberator!.ReconsiderAsync(_request!, _body, _decided!, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    [Benchmark(Description = "seal an item")]
    public object Seal() => _sealer!.Seal(GatewayInProcess.AgencyId, Guid.CreateVersion7(), _body.AsSpan(0, 400), _body);

    [Benchmark(Description = "write and chain a ledger entry of 16 intents")]
    public int Entry()
    {
        ReadOnlySpan<byte> entry = _entries.Write(1, DateTimeOffset.UnixEpoch, _group);
        LedgerChain.Hash(_hash, entry, _hash);
        return entry.Length;
    }

    [Benchmark(Description = "append one event, durable, alone")]
    public void Append() => _ledger!.AppendAsync(_group[0], CancellationToken.None).AsTask().GetAwaiter().GetResult();
}
