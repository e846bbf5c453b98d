using System.Security.Cryptography;
using CsCheck;
using HmisGateway.Keys;
using HmisGateway.Offline;
using HmisGateway.Tests.Keys;
using HmisGateway.Tests.Storage.Sqlite;

namespace HmisGateway.Tests.Offline;

public sealed class ItemSealerTests : IAsyncLifetime
{
    private readonly SqliteUnderTest _storage = new(TimeProvider.System);
    private readonly TemporaryFolder _keys = new();
    private KeyRing? _ring;

    private ItemSealer Sealer => new(_ring!);

    public async ValueTask InitializeAsync() => _ring = await OpenKeyRing.OnAsync(_keys.Path, _storage.AgencyKeys);

    public async ValueTask DisposeAsync()
    {
        _ring!.Dispose();
        await _storage.DisposeAsync();
        _keys.Dispose();
    }

    [Fact]
    public void An_item_opens_byte_for_byte() => Gen.Byte.Array[0, 3_000].Select(Gen.Byte.Array[0, 3_000]).Sample(
        parts =>
        {
            OfflineItem item = Seal("a", parts.Item1, parts.Item2, out SealedParts sealedParts);
            (byte[] details, byte[] content) = Sealer.Open(item);
            details.ShouldBe(parts.Item1);
            content.ShouldBe(parts.Item2);
            Sealer.OpenDetails(item).ShouldBe(parts.Item1);
            Sealer.Digest(item).ShouldBe(sealedParts.Digest);
            ItemSealer.HashCiphertext(item.SealedDetails, item.SealedContent).ShouldBe(sealedParts.CiphertextHash);
        },
        iter: 200,
        seed: "0000KOIPGY61");

    [Fact]
    public void A_body_of_twenty_megabytes_opens_byte_for_byte()
    {
        byte[] content = RandomNumberGenerator.GetBytes(20 * 1024 * 1024);
        Sealer.Open(Seal("a", [], content, out _)).Content.AsSpan().SequenceEqual(content).ShouldBeTrue();
    }

    [Fact]
    public void Any_changed_byte_fails()
    {
        OfflineItem item = Seal("a", "details"u8, "content"u8, out _);
        Change(item.WrappedKey, changed => Sealer.Open(item with { WrappedKey = changed }));
        Change(item.SealedDetails, changed => Sealer.Open(item with { SealedDetails = changed }));
        Change(item.SealedContent, changed => Sealer.Open(item with { SealedContent = changed }));

        static void Change(byte[] value, Action<byte[]> open)
        {
            for (int i = 0; i < value.Length; i++)
            {
                byte[] changed = [.. value];
                changed[i] ^= 0x80;
                Should.Throw<CryptographicException>(() => open(changed), $"byte {i}");
            }

            Should.Throw<CryptographicException>(() => open([]));
            Should.Throw<CryptographicException>(() => open(value[..^1]));
        }
    }

    [Fact]
    public void Another_agency_another_receipt_and_swapped_parts_fail()
    {
        OfflineItem item = Seal("a", "same"u8, "same"u8, out _);
        OfflineItem other = Seal("a", "same"u8, "same"u8, out _);
        Seal("b", [], [], out _);

        Should.Throw<CryptographicException>(() => Sealer.Open(item with { AgencyId = "b" }));
        Should.Throw<CryptographicException>(() => Sealer.Open(item with { Receipt = other.Receipt }));
        Should.Throw<CryptographicException>(() => Sealer.Open(item with { SealedDetails = item.SealedContent }));
        Should.Throw<CryptographicException>(() => Sealer.Open(item with { SealedContent = item.SealedDetails }));
        Should.Throw<CryptographicException>(() => Sealer.Open(item with { SealedContent = other.SealedContent }));
        Should.Throw<CryptographicException>(() => Sealer.Open(item with { WrappedKey = other.WrappedKey }));
        Should.Throw<CryptographicException>(() => Sealer.OpenDetails(item with { Receipt = other.Receipt }));
    }

    [Fact]
    public void Equal_items_have_nothing_in_common_once_sealed()
    {
        Seal("a", "same"u8, "same"u8, out SealedParts one);
        Seal("a", "same"u8, "same"u8, out SealedParts other);
        one.Digest.ShouldNotBe(other.Digest);
        one.CiphertextHash.ShouldNotBe(other.CiphertextHash);
        one.SealedContent.ShouldNotBe(other.SealedContent);
    }

    [Fact]
    public void The_digest_tells_details_from_content()
    {
        OfflineItem item = Seal("a", "ab"u8, "c"u8, out SealedParts parts);
        Sealer.Digest(item).ShouldBe(parts.Digest);
        parts.Digest.ShouldNotBe(parts.CiphertextHash);
        ItemSealer.HashCiphertext([1, 2], [3]).ShouldNotBe(ItemSealer.HashCiphertext([1], [2, 3]));
    }

    private OfflineItem Seal(string agencyId, ReadOnlySpan<byte> details, ReadOnlySpan<byte> content, out SealedParts parts)
    {
        Guid receipt = Guid.CreateVersion7();
        parts = Sealer.Seal(agencyId, receipt, details, content);
        return Some.Item(agencyId) with
        {
            Receipt = receipt,
            WrappedKey = parts.WrappedKey,
            SealedDetails = parts.SealedDetails,
            SealedContent = parts.SealedContent,
        };
    }
}
