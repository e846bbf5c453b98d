using System.Text;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests;

/// <summary>Keys are rotated under a running gateway, lost, and recovered; what was kept stays readable.</summary>
public sealed class KeyCustodyTests : IAsyncLifetime
{
    private const string Update = """{"client":{"alias":"the raven"}}""";
    private readonly SandboxProcess _sandbox = new();

    private string Keys => Path.Combine(_sandbox.DataDirectory, "keys");

    public ValueTask InitializeAsync() => _sandbox.InitializeAsync();

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public async Task Old_items_stay_readable_when_the_key_is_rotated_while_the_gateway_runs_and_while_it_does_not()
    {
        string receipt = (await _sandbox.SendAsync(HttpMethod.Put, "/clients/1003", Update)).Receipt;
        string before = Directory.GetFiles(Keys, "kek-*.key").ShouldHaveSingleItem();

        (int exitCode, string output, string error) = await _sandbox.VerbAsync("keys", "rotate", "--actor", "custodian", "--reason", "audit");
        exitCode.ShouldBe(0, output + error);
        (await _sandbox.ReadBackAsync(receipt)).ShouldBe(Encoding.UTF8.GetBytes(Update));
        File.Delete(before);
        string later = (await _sandbox.SendAsync(HttpMethod.Put, "/clients/1003", Update.Replace("raven", "crow", StringComparison.Ordinal))).Receipt;

        (await _sandbox.Process.TerminateAsync()).ShouldBe(0, _sandbox.Process.Output);
        (exitCode, output, error) = await _sandbox.VerbAsync("keys", "rotate");
        exitCode.ShouldBe(0, output + error);
        await _sandbox.StartAsync();

        (await _sandbox.ReadBackAsync(receipt)).ShouldBe(Encoding.UTF8.GetBytes(Update));
        (await _sandbox.ReadBackAsync(later)).Length.ShouldBe(Update.Length - 1);
        (exitCode, output, _) = await _sandbox.VerbAsync("ledger", "verify");
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task A_lost_key_folder_stops_the_gateway_and_its_recovery_file_brings_every_item_back()
    {
        string receipt = (await _sandbox.SendAsync(HttpMethod.Put, "/clients/1003", Update)).Receipt;
        string passphrase = Path.Combine(_sandbox.DataDirectory, "..", "passphrase");
        string recovery = Path.Combine(_sandbox.DataDirectory, "..", "recovery.json");
        await File.WriteAllTextAsync(passphrase, "correct horse battery staple\n", TestContext.Current.CancellationToken);
        (int exitCode, string output, string error) = await _sandbox.VerbAsync("keys", "recovery", "--out", recovery, "--passphrase-file", passphrase);
        exitCode.ShouldBe(0, output + error);
        (await _sandbox.VerbAsync("keys", "recovery", "--out", recovery, "--passphrase-file", passphrase)).ExitCode.ShouldBe(2, "it exists");
        (await _sandbox.VerbAsync("keys", "recovery", "--restore", recovery, "--passphrase-file", passphrase)).ExitCode.ShouldBe(0, "the same keys");

        (await _sandbox.Process.TerminateAsync()).ShouldBe(0, _sandbox.Process.Output);
        Directory.Delete(Keys, recursive: true);
        (exitCode, _, error) = await _sandbox.VerbAsync("agency", "list");
        exitCode.ShouldBe(3);
        error.ShouldContain("Keys:Directory");

        (exitCode, output, error) = await _sandbox.VerbAsync("keys", "recovery", "--restore", recovery, "--passphrase-file", passphrase);
        exitCode.ShouldBe(0, output + error);
        await _sandbox.StartAsync();

        (await _sandbox.ReadBackAsync(receipt)).ShouldBe(Encoding.UTF8.GetBytes(Update));
    }
}
