using System.Security.Cryptography;
using System.Text;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Tests.Storage.Sqlite;

namespace HmisGateway.Tests.Keys;

public sealed class KeyRingTests : IAsyncLifetime
{
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
    public async Task What_was_sealed_opens_after_a_restart()
    {
        byte[] sealedValue;
        using (KeyRing ring = await OpenAsync())
        {
            sealedValue = ring.Seal("a", "client-id", "c1"u8);
        }

        await _storage.ReopenAsync();
        using KeyRing again = await OpenAsync();
        again.Open("a", "client-id", sealedValue).ShouldBe("c1"u8.ToArray());
    }

    [Fact]
    public async Task Pseudonyms_and_hashes_stay_the_same_after_a_restart_and_differ_from_each_other()
    {
        byte[] before = new byte[32];
        byte[] after = new byte[32];
        byte[] pepper = new byte[32];
        using (KeyRing ring = await OpenAsync())
        {
            ring.Pseudonymize("x"u8, before);
        }

        using KeyRing again = await OpenAsync();
        again.Pseudonymize("x"u8, after);
        again.HashAgencySecret("x"u8, pepper);
        after.ShouldBe(before);
        pepper.ShouldNotBe(before);
    }

    [Fact]
    public async Task Hashing_allocates_nothing()
    {
        using KeyRing ring = await OpenAsync();
        Measure(ring);
        Measure(ring).ShouldBe(0);

        static long Measure(KeyRing ring)
        {
            Span<byte> hash = stackalloc byte[32];
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                ring.Pseudonymize("some message"u8, hash);
                ring.HashAgencySecret("some secret"u8, hash);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public async Task A_sealed_value_opens_only_for_its_agency_and_its_context_and_unchanged()
    {
        using KeyRing ring = await OpenAsync();
        byte[] sealedValue = ring.Seal("a", "client-id", "c1"u8);
        ring.Seal("b", "client-id", "c1"u8);

        Should.Throw<CryptographicException>(() => ring.Open("b", "client-id", sealedValue));
        Should.Throw<CryptographicException>(() => ring.Open("nobody", "client-id", sealedValue));
        Should.Throw<CryptographicException>(() => ring.Open("a", "other", sealedValue));
        Should.Throw<CryptographicException>(() => ring.Open("a", "client-id", []));
        Should.Throw<CryptographicException>(() => ring.Open("a", "client-id", sealedValue.AsSpan(0, sealedValue.Length - 1)));
        for (int i = 0; i < sealedValue.Length; i++)
        {
            byte[] changed = [.. sealedValue];
            changed[i] ^= 1;
            Should.Throw<CryptographicException>(() => ring.Open("a", "client-id", changed), $"byte {i}");
        }
    }

    [Fact]
    public async Task Agency_and_context_cannot_be_shifted_into_each_other()
    {
        using KeyRing ring = await OpenAsync();
        byte[] sealedValue = ring.Seal("a", "bc", "c1"u8);
        Should.Throw<CryptographicException>(() => ring.Open("a", "b", sealedValue));
        ring.Seal("ab", "c", []);
        Should.Throw<CryptographicException>(() => ring.Open("ab", "c", sealedValue));
    }

    [Fact]
    public async Task Many_threads_seal_and_open_at_once()
    {
        using KeyRing ring = await OpenAsync();
        await Parallel.ForAsync(0, 2_000, Cancellation, (i, _) =>
        {
            string agency = $"agency-{i % 7}";
            byte[] value = Encoding.UTF8.GetBytes($"value {i}");
            ring.Open(agency, "c", ring.Seal(agency, "c", value)).ShouldBe(value);
            return ValueTask.CompletedTask;
        });
        (await _storage.AgencyKeys.ReadAsync(Cancellation)).Keys.Count.ShouldBe(7);
    }

    [Fact]
    public async Task A_moved_agency_key_refuses_the_key_ring()
    {
        using (KeyRing ring = await OpenAsync())
        {
            ring.Seal("a", "c", []);
        }

        WrappedAgencyKey key = (await _storage.AgencyKeys.ReadAsync(Cancellation)).Keys[0];
        await _storage.AgencyKeys.AddKeyAsync(key with { AgencyId = "b" }, Cancellation);
        await ShouldBeRefusedAsync(KeyRingFault.StorageChanged);
    }

    [Fact]
    public async Task Key_files_are_the_owners_only()
    {
        string directory = _keys["inner"];
        using KeyRing ring = await OpenKeyRing.OnAsync(directory, _storage.AgencyKeys);
        string[] names = [.. Directory.GetFiles(directory).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        names.Length.ShouldBe(5);
        names[0].ShouldBe("agency-key-pepper.key");
        names[1].ShouldMatch("^kek-[0-9a-f]{16}\\.key$");
        names[2].ShouldBe("keyring.json");
        names[3].ShouldBe("pseudonym.key");
        FileModes.ShouldBeTheOwnersOnly(directory);
    }

    [Fact]
    public async Task Missing_keys_of_a_used_storage_are_refused_and_none_are_made()
    {
        (await OpenAsync()).Dispose();
        Array.ForEach(Directory.GetFiles(_keys.Path), File.Delete);
        await ShouldBeRefusedAsync(KeyRingFault.KeysMissing);
        Directory.GetFiles(_keys.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("pseudonym.key")]
    [InlineData("agency-key-pepper.key")]
    [InlineData("keyring.json")]
    [InlineData("kek-*.key")]
    public async Task One_missing_file_is_refused_and_named(string pattern)
    {
        (await OpenAsync()).Dispose();
        string file = Directory.GetFiles(_keys.Path, pattern).ShouldHaveSingleItem();
        File.Delete(file);
        (await ShouldBeRefusedAsync(KeyRingFault.KeysIncomplete)).ShouldContain(Path.GetFileName(file));
    }

    [Fact]
    public async Task Keys_of_another_installation_are_refused()
    {
        (await OpenAsync()).Dispose();
        await using SqliteUnderTest other = new(TimeProvider.System);
        using TemporaryFolder otherKeys = new();
        (await OpenKeyRing.OnAsync(otherKeys.Path, other.AgencyKeys)).Dispose();
        KeyRingOpening opening = await KeyRingOpener.OpenAsync(otherKeys.Path, _storage.AgencyKeys, TimeProvider.System, Cancellation);
        opening.ShouldBeOfType<KeyRingOpening.Refused>().Fault.ShouldBe(KeyRingFault.WrongKeys);
    }

    [Theory]
    [InlineData("pseudonym.key")]
    [InlineData("agency-key-pepper.key")]
    [InlineData("kek-*.key")]
    public async Task A_key_with_the_right_id_and_other_bytes_is_refused(string pattern)
    {
        (await OpenAsync()).Dispose();
        string file = Directory.GetFiles(_keys.Path, pattern)[0];
        string json = await File.ReadAllTextAsync(file, Cancellation);
        string key = System.Text.Json.Nodes.JsonNode.Parse(json)!["key"]!.GetValue<string>();
        await File.WriteAllTextAsync(file, json.Replace(key, Convert.ToBase64String(new byte[32]), StringComparison.Ordinal), Cancellation);
        await ShouldBeRefusedAsync(KeyRingFault.WrongKeys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("""{"purpose":"pseudonym","id":"x","createdAt":"2026-11-02T00:00:00+00:00","key":"AAAA"}""")]
    [InlineData("""{"purpose":"key-encryption","id":"x","createdAt":"2026-11-02T00:00:00+00:00","key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}""")]
    public async Task A_file_that_is_no_key_is_refused_and_named_without_its_content(string content)
    {
        (await OpenAsync()).Dispose();
        await File.WriteAllTextAsync(_keys["pseudonym.key"], content, Cancellation);
        string explanation = await ShouldBeRefusedAsync(KeyRingFault.KeyFileUnreadable);
        explanation.ShouldContain("pseudonym.key");
        explanation.ShouldNotContain("AAAA");
    }

    [Fact]
    public async Task Data_without_check_values_is_refused()
    {
        await _storage.Agencies.AddAsync(Some.Agency("a"), Some.Key("a"), Some.Event(), Cancellation);
        await ShouldBeRefusedAsync(KeyRingFault.StorageChanged);
        Directory.GetFiles(_keys.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Keys_that_were_used_serve_an_empty_storage_only_when_somebody_says_that_the_other_is_gone()
    {
        using TemporaryFolder keys = new();
        await using SqliteUnderTest other = new(TimeProvider.System);
        (await OpenKeyRing.OnAsync(keys.Path, other.AgencyKeys)).Dispose();
        KeyRingOpening.Refused refused = (await KeyRingOpener.OpenAsync(keys.Path, _storage.AgencyKeys, TimeProvider.System, Cancellation))
            .ShouldBeOfType<KeyRingOpening.Refused>();
        refused.Fault.ShouldBe(KeyRingFault.StorageMissing);

        File.Delete(keys["storage.used"]);
        KeyRingOpening.Opened opened = (await KeyRingOpener.OpenAsync(keys.Path, _storage.AgencyKeys, TimeProvider.System, Cancellation))
            .ShouldBeOfType<KeyRingOpening.Opened>();
        opened.WasCreated.ShouldBeFalse();
        opened.Ring.Dispose();
    }

    [Fact]
    public async Task Two_replicas_that_start_at_once_on_an_empty_storage_open_the_same_keys()
    {
        using TemporaryFolder other = new();
        await using (SqliteUnderTest made = new(TimeProvider.System))
        {
            (await OpenKeyRing.OnAsync(_keys.Path, made.AgencyKeys)).Dispose();
        }

        File.Delete(_keys["storage.used"]);
        foreach (string file in Directory.GetFiles(_keys.Path))
        {
            File.Copy(file, other[Path.GetFileName(file)]);
        }

        byte[] sealedValue = [];
        OvertakenStore store = new(_storage.AgencyKeys, async () =>
        {
            using KeyRing first = await OpenKeyRing.OnAsync(other.Path, _storage.AgencyKeys);
            sealedValue = first.Seal("a", "c", "value"u8);
        });

        using KeyRing second = await OpenKeyRing.OnAsync(_keys.Path, store);

        second.Open("a", "c", sealedValue).ShouldBe("value"u8.ToArray());
        (await _storage.AgencyKeys.ReadAsync(Cancellation)).Checks.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Of_two_replicas_that_start_at_once_with_keys_of_their_own_one_is_refused()
    {
        using TemporaryFolder other = new();
        OvertakenStore store = new(_storage.AgencyKeys, async () => (await OpenKeyRing.OnAsync(other.Path, _storage.AgencyKeys)).Dispose());

        KeyRingOpening opening = await KeyRingOpener.OpenAsync(_keys.Path, store, TimeProvider.System, Cancellation);

        opening.ShouldBeOfType<KeyRingOpening.Refused>().Fault.ShouldBe(KeyRingFault.WrongKeys);
        File.Exists(_keys["storage.used"]).ShouldBeFalse();
        (await OpenKeyRing.OnAsync(other.Path, _storage.AgencyKeys)).Dispose();
    }

    private async Task<KeyRing> OpenAsync() => await OpenKeyRing.OnAsync(_keys.Path, _storage.AgencyKeys);

    private async Task<string> ShouldBeRefusedAsync(KeyRingFault fault)
    {
        KeyRingOpening.Refused refused = (await KeyRingOpener.OpenAsync(_keys.Path, _storage.AgencyKeys, TimeProvider.System, Cancellation))
            .ShouldBeOfType<KeyRingOpening.Refused>();
        refused.Fault.ShouldBe(fault);
        return refused.Explanation;
    }

    /// <summary>A storage in which somebody else does something between the first read and its answer.</summary>
    private sealed class OvertakenStore(IAgencyKeyStore inner, Func<Task> overtake) : IAgencyKeyStore
    {
        private bool _isOvertaken;

        public async ValueTask<KeyStoreContent> ReadAsync(CancellationToken cancellationToken)
        {
            KeyStoreContent content = await inner.ReadAsync(cancellationToken);
            if (!_isOvertaken)
            {
                _isOvertaken = true;
                await overtake();
            }

            return content;
        }

        public ValueTask AddChecksAsync(IReadOnlyList<KeyCheck> checks, CancellationToken cancellationToken) =>
            inner.AddChecksAsync(checks, cancellationToken);

        public ValueTask<WrappedAgencyKey> AddKeyAsync(WrappedAgencyKey key, CancellationToken cancellationToken) =>
            inner.AddKeyAsync(key, cancellationToken);

        public ValueTask<int> RewrapAsync(
            KeyCheck check, Func<WrappedAgencyKey, WrappedAgencyKey> rewrap, Func<int, LedgerEvent> evidence, CancellationToken cancellationToken) =>
            inner.RewrapAsync(check, rewrap, evidence, cancellationToken);
    }
}
