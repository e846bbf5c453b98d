using System.Text;
using System.Text.Json.Nodes;
using HmisGateway.Keys;
using HmisGateway.Tests.Storage.Sqlite;

namespace HmisGateway.Tests.Keys;

public sealed class KeyRecoveryTests : IAsyncLifetime
{
    private const string Passphrase = "correct horse battery staple";
    private readonly SqliteUnderTest _storage = new(TimeProvider.System);
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Keys => _folder["keys"];

    public async ValueTask InitializeAsync() => (await OpenKeyRing.OnAsync(Keys, _storage.AgencyKeys)).Dispose();

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_lost_key_folder_comes_back_and_opens_what_was_sealed()
    {
        byte[] sealedValue;
        using (KeyRing ring = await OpenKeyRing.OnAsync(Keys, _storage.AgencyKeys))
        {
            sealedValue = ring.Seal("a", "c", "value"u8);
            ring.Rotate(_ => Some.Event());
        }

        byte[] recovery = Write();
        Directory.Delete(Keys, recursive: true);

        KeyFolderCopy.PutBack(Keys, KeyRecovery.Open(recovery, Passphrase));

        using KeyRing again = await OpenKeyRing.OnAsync(Keys, _storage.AgencyKeys);
        again.Open("a", "c", sealedValue).ShouldBe("value"u8.ToArray());
        FileModes.ShouldBeTheOwnersOnly(Keys);
    }

    [Fact]
    public void The_file_shows_nothing_of_the_keys()
    {
        string recovery = Encoding.UTF8.GetString(Write());
        foreach (string file in Directory.GetFiles(Keys, "*.key"))
        {
            recovery.ShouldNotContain(JsonNode.Parse(File.ReadAllText(file))!["key"]!.GetValue<string>());
        }

        JsonNode.Parse(recovery)!["iterations"]!.GetValue<int>().ShouldBeGreaterThanOrEqualTo(600_000);
    }

    [Fact]
    public void Another_passphrase_does_not_open_it() =>
        Should.Throw<InvalidDataException>(() => KeyRecovery.Open(Write(), Passphrase + "r")).Message.ShouldContain("passphrase");

    [Theory]
    [InlineData("format", "\"other\"")]
    [InlineData("version", "2")]
    [InlineData("createdAt", "\"2026-11-02T15:04:06+00:00\"")]
    [InlineData("kdf", "\"none\"")]
    [InlineData("iterations", "1")]
    [InlineData("iterations", "600001")]
    [InlineData("salt", "\"AAAA\"")]
    [InlineData("cipher", "\"none\"")]
    [InlineData("tag", "\"AAAAAAAAAAAAAAAAAAAAAA==\"")]
    [InlineData("content", "\"AAAA\"")]
    public void A_changed_member_is_refused(string member, string value)
    {
        JsonNode recovery = JsonNode.Parse(Write())!;
        recovery[member] = JsonNode.Parse(value);
        Should.Throw<InvalidDataException>(() => KeyRecovery.Open(Encoding.UTF8.GetBytes(recovery.ToJsonString()), Passphrase));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("not json")]
    public void Something_else_is_refused(string file) =>
        Should.Throw<InvalidDataException>(() => KeyRecovery.Open(Encoding.UTF8.GetBytes(file), Passphrase));

    [Fact]
    public async Task Other_keys_are_never_overwritten()
    {
        byte[] recovery = Write();
        await using SqliteUnderTest other = new(TimeProvider.System);
        string folder = _folder["other"];
        (await OpenKeyRing.OnAsync(folder, other.AgencyKeys)).Dispose();
        byte[] pseudonym = await File.ReadAllBytesAsync(Path.Combine(folder, "pseudonym.key"), Cancellation);

        Should.Throw<IOException>(() => KeyFolderCopy.PutBack(folder, KeyRecovery.Open(recovery, Passphrase)));

        (await File.ReadAllBytesAsync(Path.Combine(folder, "pseudonym.key"), Cancellation)).ShouldBe(pseudonym);
        Directory.GetFiles(folder).Length.ShouldBe(5);
    }

    [Fact]
    public void A_restore_that_was_cut_off_goes_on()
    {
        IReadOnlyList<KeyFolderFile> files = KeyRecovery.Open(Write(), Passphrase);
        File.Delete(Path.Combine(Keys, "keyring.json"));
        File.Delete(Path.Combine(Keys, "pseudonym.key"));

        KeyFolderCopy.PutBack(Keys, files);

        new KeyFolder(Keys).FindMissing().ShouldBeEmpty();
    }

    [Fact]
    public void A_name_outside_the_folder_is_refused() =>
        Should.Throw<InvalidDataException>(() => KeyFolderCopy.PutBack(_folder["new"], [new KeyFolderFile("../escaped.key", [1])]));

    [Fact]
    public void A_folder_that_is_not_whole_is_not_copied()
    {
        File.Delete(Path.Combine(Keys, "pseudonym.key"));
        Should.Throw<InvalidDataException>(() => KeyFolderCopy.Take(Keys)).Message.ShouldContain("pseudonym.key");
    }

    private byte[] Write() => KeyRecovery.Seal(KeyFolderCopy.Take(Keys), Passphrase, Some.Moment);
}
