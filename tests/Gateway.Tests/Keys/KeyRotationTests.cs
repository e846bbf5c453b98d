using System.Text;
using HmisGateway.Keys;
using HmisGateway.Ledger;
using HmisGateway.Tests.Storage.Sqlite;

namespace HmisGateway.Tests.Keys;

/// <summary>The key-encryption key is replaced; wherever that is cut off, everything that was sealed opens.</summary>
public sealed class KeyRotationTests : IAsyncLifetime
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
    public async Task What_was_sealed_before_opens_after_it_also_when_the_old_file_is_gone()
    {
        byte[] sealedValue;
        byte[] pseudonym = new byte[32];
        KeyRotation rotation;
        using (KeyRing ring = await OpenAsync())
        {
            sealedValue = ring.Seal("a", "c", "value"u8);
            ring.Pseudonymize("x"u8, pseudonym);

            rotation = Rotate(ring);

            rotation.Agencies.ShouldBe(1);
            ring.Open("a", "c", sealedValue).ShouldBe("value"u8.ToArray());
        }

        File.Delete(KekFile(rotation.From));
        using KeyRing again = await OpenAsync();
        again.Open("a", "c", sealedValue).ShouldBe("value"u8.ToArray());
        byte[] after = new byte[32];
        again.Pseudonymize("x"u8, after);
        after.ShouldBe(pseudonym);
        (await WrapsAsync()).ShouldBe([("a", rotation.To)]);
    }

    [Fact]
    public async Task It_stands_in_the_ledger_in_the_commit_of_the_wraps()
    {
        using KeyRing ring = await OpenAsync();
        ring.Seal("a", "c", []);

        KeyRotation rotation = Rotate(ring);

        (long sequence, _) = await _storage.Ledger.ReadHeadAsync(Cancellation);
        sequence.ShouldBe(1);
        await foreach (LedgerEntry entry in _storage.Ledger.ReadAsync(0, Cancellation))
        {
            Encoding.UTF8.GetString(entry.Entry).ShouldContain($"\"to\":\"{rotation.To}\"");
        }
    }

    [Fact]
    public async Task Cut_off_after_the_new_file_everything_opens_and_it_can_be_repeated()
    {
        byte[] sealedValue;
        using (KeyRing ring = await OpenAsync())
        {
            sealedValue = ring.Seal("a", "c", "value"u8);
        }

        new KeyFolder(_keys.Path).AddKeyEncryptionKey(Some.Moment).Dispose();

        using KeyRing again = await OpenAsync();
        again.Open("a", "c", sealedValue).ShouldBe("value"u8.ToArray());
        Rotate(again);
        again.Open("a", "c", sealedValue).ShouldBe("value"u8.ToArray());
    }

    [Fact]
    public async Task Cut_off_after_the_wraps_everything_opens_and_it_can_be_repeated()
    {
        byte[] sealedValue;
        using (KeyRing ring = await OpenAsync())
        {
            sealedValue = ring.Seal("a", "c", "value"u8);
            string index = await File.ReadAllTextAsync(_keys["keyring.json"], Cancellation);
            Rotate(ring);
            await File.WriteAllTextAsync(_keys["keyring.json"], index, Cancellation);
        }

        KeyRotation second;
        using (KeyRing again = await OpenAsync())
        {
            again.Open("a", "c", sealedValue).ShouldBe("value"u8.ToArray());
            again.Seal("b", "c", []);
            second = Rotate(again);
            second.Agencies.ShouldBe(2);
        }

        Array.ForEach(Directory.GetFiles(_keys.Path, "kek-*.key"), file =>
        {
            if (file != KekFile(second.To))
            {
                File.Delete(file);
            }
        });
        using KeyRing last = await OpenAsync();
        last.Open("a", "c", sealedValue).ShouldBe("value"u8.ToArray());
    }

    [Fact]
    public async Task When_the_commit_fails_nothing_has_changed()
    {
        byte[] sealedValue;
        FailingStore failing = new(_storage.AgencyKeys);
        using (KeyRing ring = await OpenKeyRing.OnAsync(_keys.Path, failing))
        {
            sealedValue = ring.Seal("a", "c", "value"u8);
            string index = await File.ReadAllTextAsync(_keys["keyring.json"], Cancellation);
            Should.Throw<IOException>(() => Rotate(ring));
            (await File.ReadAllTextAsync(_keys["keyring.json"], Cancellation)).ShouldBe(index);
            ring.Open("a", "c", sealedValue).ShouldBe("value"u8.ToArray());
            ring.Seal("b", "c", []);
        }

        using KeyRing again = await OpenAsync();
        again.Open("a", "c", sealedValue).ShouldBe("value"u8.ToArray());
    }

    [Fact]
    public async Task When_the_new_key_cannot_be_named_the_current_one_everything_opens_and_it_can_be_repeated()
    {
        string obstacle = _keys["keyring.json.new"];
        byte[] sealedValue;
        byte[] later;
        using (KeyRing ring = await OpenAsync())
        {
            sealedValue = ring.Seal("a", "c", "value"u8);
            Directory.CreateDirectory(obstacle);
            Should.Throw<UnauthorizedAccessException>(() => Rotate(ring));
            ring.Open("a", "c", sealedValue).ShouldBe("value"u8.ToArray());
            later = ring.Seal("b", "c", "later"u8);
            Directory.Delete(obstacle);
            Rotate(ring).Agencies.ShouldBe(2);
        }

        using KeyRing again = await OpenAsync();
        again.Open("a", "c", sealedValue).ShouldBe("value"u8.ToArray());
        again.Open("b", "c", later).ShouldBe("later"u8.ToArray());
    }

    [Fact]
    public async Task Keys_that_are_made_meanwhile_are_wrapped_with_the_key_of_the_moment()
    {
        Dictionary<string, byte[]> sealedValues = [];
        KeyRotation last;
        using (KeyRing ring = await OpenAsync())
        {
            using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            Task making = Task.Run(
                () =>
                {
                    for (int i = 0; !enough.IsCancellationRequested; i++)
                    {
                        sealedValues.Add($"a{i}", ring.Seal($"a{i}", "c", Encoding.UTF8.GetBytes($"value {i}")));
                    }
                },
                Cancellation);
            for (int i = 0; i < 5; i++)
            {
                Rotate(ring);
            }

            await enough.CancelAsync();
            await making;
            last = Rotate(ring);
        }

        (await WrapsAsync()).ShouldAllBe(wrap => wrap.KekId == last.To);
        Array.ForEach(Directory.GetFiles(_keys.Path, "kek-*.key"), file =>
        {
            if (file != KekFile(last.To))
            {
                File.Delete(file);
            }
        });
        using KeyRing again = await OpenAsync();
        foreach ((string agency, byte[] sealedValue) in sealedValues)
        {
            again.Open(agency, "c", sealedValue).ShouldBe(Encoding.UTF8.GetBytes($"value {agency[1..]}"));
        }
    }

    private static KeyRotation Rotate(KeyRing ring) =>
        ring.Rotate(rotation => Some.Event(LedgerEventKind.KeysRotated, ("to", rotation.To)));

    private async Task<KeyRing> OpenAsync() => await OpenKeyRing.OnAsync(_keys.Path, _storage.AgencyKeys);

    private async Task<List<(string AgencyId, string KekId)>> WrapsAsync() =>
        [.. (await _storage.AgencyKeys.ReadAsync(Cancellation)).Keys.Select(key => (key.AgencyId, key.KekId))];

    private string KekFile(string id) => _keys[$"kek-{id}.key"];

    /// <summary>A disk that fails at the moment of the rotation's commit.</summary>
    private sealed class FailingStore(IAgencyKeyStore inner) : IAgencyKeyStore
    {
        public ValueTask<KeyStoreContent> ReadAsync(CancellationToken cancellationToken) => inner.ReadAsync(cancellationToken);

        public ValueTask AddChecksAsync(IReadOnlyList<KeyCheck> checks, CancellationToken cancellationToken) =>
            inner.AddChecksAsync(checks, cancellationToken);

        public ValueTask<WrappedAgencyKey> AddKeyAsync(WrappedAgencyKey key, CancellationToken cancellationToken) =>
            inner.AddKeyAsync(key, cancellationToken);

        public ValueTask<int> RewrapAsync(
            KeyCheck check, Func<WrappedAgencyKey, WrappedAgencyKey> rewrap, Func<int, LedgerEvent> evidence, CancellationToken cancellationToken) =>
            throw new IOException("no space left");
    }
}
