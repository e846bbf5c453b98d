using System.Text;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;
using HmisGateway.Tests.Keys;

namespace HmisGateway.Tests.Storage.Sqlite;

/// <summary>Looks for marked values in the raw bytes of every file that the storage and the key ring leave on the disk.</summary>
public sealed class SqlitePlainTextTests : IAsyncLifetime
{
    private const string Agency = "demo-shelter";

    private readonly SqliteUnderTest _storage = new(TimeProvider.System);
    private readonly TemporaryFolder _keys = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        _keys.Dispose();
    }

    [Fact]
    public async Task No_marked_value_stands_in_the_files()
    {
        string[] marked = ["CANARY-CLIENT-4711", "219-09-9999", "219099999", "Canaryson", "1985-03-14", "vendor-canary-88", "CANARY-BODY", "/clients/canary-path"];
        using KeyRing ring = await OpenKeyRing.OnAsync(_keys.Path, _storage.AgencyKeys);
        await FillAsync(ring, marked);

        AssertAbsent(marked);
        await _storage.ReopenAsync();
        AssertAbsent(marked);
        await _storage.CloseAsync();
        AssertAbsent(marked);
    }

    [Fact]
    public void The_search_would_find_a_marked_value()
    {
        _ = _storage.Storage;
        File.WriteAllText(Path.Combine(_storage.DataDirectory, "leak"), "xx CANARY xx");
        Should.Throw<ShouldAssertException>(() => AssertAbsent("CANARY"));
    }

    private async Task FillAsync(KeyRing ring, string[] marked)
    {
        Pseudonymizer pseudonymizer = new(ring);
        ItemSealer sealer = new(ring);
        Pseudonym client = pseudonymizer.OfAgencyClient(Agency, marked[0]);
        RoiEntry entry = Some.Roi(Agency, "x", SharingChoice.None) with
        {
            Client = client,
            SealedClientId = ring.Seal(Agency, "client-id", Encoding.UTF8.GetBytes(marked[0])),
            VendorIds = [pseudonymizer.Of(IdentifierScheme.Vendor, "hmis", marked[5])],
            Fingerprints = [pseudonymizer.OfFingerprint(new IdentityFingerprint(IdentityFingerprintForm.SsnAndName, $"{marked[2]} {marked[3]}"))],
            SealedDetails = ring.Seal(Agency, "roi-details", Encoding.UTF8.GetBytes(string.Join(' ', marked))),
        };
        await _storage.Consent.RecordAsync([entry], Some.Event(LedgerEventKind.RoiRecorded), Cancellation);

        byte[] text = Encoding.UTF8.GetBytes(string.Join('\n', marked));
        for (int i = 0; i < 20; i++)
        {
            Guid receipt = Guid.CreateVersion7();
            SealedParts parts = sealer.Seal(Agency, receipt, text, text);
            OfflineItem item = Some.Item(Agency, "no_sharing", client) with
            {
                Receipt = receipt,
                WrappedKey = parts.WrappedKey,
                SealedDetails = parts.SealedDetails,
                SealedContent = parts.SealedContent,
            };
            await _storage.Offline.StoreAsync(item, Some.Event(values: ("digest", Convert.ToHexStringLower(parts.Digest))), Cancellation);
        }
    }

    private void AssertAbsent(params string[] marked)
    {
        string[] files = [.. Directory.GetFiles(_storage.DataDirectory), .. Directory.GetFiles(_keys.Path)];
        files.ShouldContain(_storage.DatabasePath);
        foreach (string file in files)
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            foreach (string value in marked)
            {
                content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(value)).ShouldBe(-1, $"{value} in {Path.GetFileName(file)}");
                content.AsSpan().IndexOf(Encoding.Unicode.GetBytes(value)).ShouldBe(-1, $"{value} (UTF-16) in {Path.GetFileName(file)}");
            }
        }
    }
}
