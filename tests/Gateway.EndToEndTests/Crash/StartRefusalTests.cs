using System.Net;
using System.Net.Sockets;
using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests.Crash;

/// <summary>Where the gateway cannot keep its promises it does not start, and says what, where and what to do in one line.</summary>
public sealed class StartRefusalTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_damaged_database_is_named_and_left_as_it_is()
    {
        byte[] damaged = [.. Enumerable.Range(0, 20_000).Select(static i => (byte)(i * 7))];
        Directory.CreateDirectory(Data);
        await File.WriteAllBytesAsync(Path.Combine(Data, "gateway.db"), damaged, TestContext.Current.CancellationToken);

        await RefusedAsync("gateway.db: the database is damaged", "backup");

        (await File.ReadAllBytesAsync(Path.Combine(Data, "gateway.db"), TestContext.Current.CancellationToken)).ShouldBe(damaged);
    }

    [Fact]
    public async Task A_database_that_was_deleted_beside_its_keys_is_not_replaced_by_an_empty_one()
    {
        await UseAsync();
        DeleteDatabase();

        await RefusedAsync("The storage is empty", "Put the database back");
        await RefusedAsync("The storage is empty", "Put the database back");
    }

    [Fact]
    public async Task Keys_that_were_deleted_beside_their_database_are_not_replaced_by_new_ones()
    {
        await UseAsync();
        Directory.Delete(Path.Combine(Data, "keys"), recursive: true);

        await RefusedAsync("holds none", "Put the key files back");

        Directory.Exists(Path.Combine(Data, "keys")).ShouldBeFalse();
    }

    [Fact]
    public async Task Keys_of_another_installation_are_refused()
    {
        await UseAsync();
        string other = _folder.File("other");
        (await GatewayProcess.RunAsync(["agency", "list", "--data", other], workingDirectory: _folder.Path)).ExitCode.ShouldBe(0);

        await RefusedAsync("is not the one that the storage was written with", "put the right key files back", ("Keys__Directory", Path.Combine(other, "keys")));
    }

    [Fact]
    public async Task A_place_that_cannot_be_a_folder_is_named()
    {
        string file = _folder.File("file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        await RefusedAsync(
            $"Storage:DataDirectory {file}/data", "this user can write", ("Storage__DataDirectory", $"{file}/data"), ("Gateway__StateDirectory", _folder.Path));
    }

    [Fact]
    public async Task A_port_that_is_in_use_is_named_with_its_setting()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();

        await RefusedAsync($"Gateway:Listen http://{other.LocalEndpoint}", "Choose another address", ("Gateway__Listen", $"http://{other.LocalEndpoint}"));
    }

    private async Task UseAsync() =>
        (await GatewayProcess.RunAsync(["agency", "list", "--data", Data], workingDirectory: _folder.Path)).ExitCode.ShouldBe(0);

    private void DeleteDatabase()
    {
        foreach (string file in Directory.GetFiles(Data, "gateway.db*"))
        {
            File.Delete(file);
        }
    }

    private async Task RefusedAsync(string what, string whatToDo, params (string Name, string Value)[] settings)
    {
        Dictionary<string, string> environment = new()
        {
            ["Vendors__0__Name"] = "hmis",
            ["Vendors__0__BaseAddress"] = "http://127.0.0.1:9",
            ["Vendors__0__Profile"] = "clarity-rest",
            ["Storage__DataDirectory"] = Data,
            ["Gateway__Listen"] = "http://127.0.0.1:0",
            ["Gateway__Management"] = "http://127.0.0.1:0",
        };
        foreach ((string name, string value) in settings)
        {
            environment[name] = value;
        }

        (int exitCode, string output, string error) = await GatewayProcess.RunAsync(["serve"], environment, _folder.Path);
        exitCode.ShouldBe(3, error);
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain(what);
        error.ShouldContain(whatToDo);
        output.ShouldNotContain("   at ");
    }
}
