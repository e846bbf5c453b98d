using System.CommandLine;
using HmisGateway.Cli;

namespace HmisGateway.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_help_of_every_command_tells_its_exit_codes()
    {
        foreach (Command command in Commands())
        {
            string[] words = [.. CommandLine.PathOf(command).Split(' ').Skip(1), "--help"];
            CommandLineRun run = await CommandLineRun.OfAsync(_folder.Path, words);

            run.ExitCode.ShouldBe(ExitCode.Done, run.ToString());
            run.Output.ShouldContain("Exit codes:");
            foreach (string line in CommandLine.ExitCodesOf(command))
            {
                run.Output.ShouldContain(line);
            }
        }
    }

    [Fact]
    public void Every_command_and_option_is_described()
    {
        foreach (Command command in Commands())
        {
            command.Description.ShouldNotBeNullOrWhiteSpace(command.Name);
            foreach (Symbol symbol in command.Options.Concat<Symbol>(command.Arguments))
            {
                symbol.Description.ShouldNotBeNullOrWhiteSpace($"{CommandLine.PathOf(command)} {symbol.Name}");
            }
        }
    }

    [Theory]
    [InlineData("bogus", "bogus")]
    [InlineData("agency", "Required command")]
    [InlineData("agency add", "ID")]
    [InlineData("agency add north", "--name")]
    [InlineData("agency add north --name N --type other", "other")]
    [InlineData("agency list --output xml", "xml")]
    [InlineData("sandbox --port 70000", "--port")]
    [InlineData("explain --agency a --method POST --path /x --header nocolon", "--header")]
    [InlineData("explain --agency a --method POST --path /x --as-of 11/02/2026", "YYYY-MM-DD")]
    [InlineData("roi import x.csv --agency a --map what=ever", "--map")]
    [InlineData("roi import missing.csv --agency a", "does not exist")]
    [InlineData("offline show 0199aaaa-0000-7000-8000-000000000000 --agency a --reveal", "--reason")]
    [InlineData("offline show not-a-receipt --agency a", "not-a-receipt")]
    [InlineData("offline export --agency a --out x --reason curiosity --actor me", "curiosity")]
    [InlineData("offline export --agency a --out x --reason audit", "--actor")]
    [InlineData("healthcheck --url nowhere", "--url")]
    [InlineData("config check --Gatway:Listen=x", "Did you mean 'Gateway'?")]
    [InlineData("config check --Gateway:Listen", "a value is missing")]
    public async Task A_wrong_command_line_ends_with_2_and_says_what_is_wrong(string arguments, string words)
    {
        CommandLineRun run = await CommandLineRun.OfAsync(_folder.Path, arguments.Split(' '));

        run.ExitCode.ShouldBe(ExitCode.Usage, run.ToString());
        run.Error.ShouldContain(words);
        run.Output.ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Serve_is_the_default_verb_and_takes_settings()
    {
        string? listen = null;
        CommandLineRun run = await CommandLineRun.OfAsync(
            _folder.Path,
            CommandLineRun.Hosts(serve: configuration => listen = configuration.Gateway.Listen),
            "--Gateway:Listen=http://127.0.0.1:9001", "--Vendors:0:Name", "hmis", "--Vendors:0:BaseAddress=https://x.example.org", "--Vendors:0:Profile=hud-api");

        run.ExitCode.ShouldBe(ExitCode.Done, run.ToString());
        listen.ShouldBe("http://127.0.0.1:9001");
    }

    [Fact]
    public async Task Serve_refuses_a_configuration_with_problems_and_lists_all()
    {
        bool served = false;
        CommandLineRun run = await CommandLineRun.OfAsync(
            _folder.Path, CommandLineRun.Hosts(serve: _ => served = true), "serve", "--Gateway:TimeZone=Mars/Olympus", "--Storage:Provider=Oracle");

        run.ExitCode.ShouldBe(ExitCode.Fault);
        served.ShouldBeFalse();
        run.Error.ShouldContain("Gateway:TimeZone");
        run.Error.ShouldContain("Storage:Provider");
        run.Error.ShouldContain("Vendors: no vendor");
    }

    [Fact]
    public async Task The_sandbox_gets_its_ports_and_files()
    {
        SandboxOptions? options = null;
        CommandLineRun run = await CommandLineRun.OfAsync(
            _folder.Path,
            CommandLineRun.Hosts(sandbox: o => options = o),
            "sandbox", "--port", "0", "--vendor-port", "9002", "--management-port", "9003", "--data", "d", "--ready-file", "r.json");

        run.ExitCode.ShouldBe(ExitCode.Done, run.ToString());
        options.ShouldNotBeNull();
        (options.Port, options.VendorPort, options.ManagementPort).ShouldBe((0, 9002, 9003));
        options.DataDirectory.ShouldBe(_folder["d"]);
        options.ReadyFile.ShouldBe(_folder["r.json"]);
    }

    [Fact]
    public async Task The_sandbox_refuses_an_address_that_is_not_loopback()
    {
        bool started = false;
        CommandLineRun run = await CommandLineRun.OfAsync(
            _folder.Path, CommandLineRun.Hosts(sandbox: _ => started = true), "sandbox", "--Gateway:Listen=http://0.0.0.0:8080");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("loopback");
        started.ShouldBeFalse();
    }

    [Fact]
    public async Task An_unexpected_fault_is_one_line_without_its_text()
    {
        CommandHosts failing = CommandLineRun.Hosts(serve: _ => throw new InvalidOperationException("SSN 123-45-6789"));
        CommandLineRun run = await CommandLineRun.OfAsync(
            _folder.Path, failing, "--Vendors:0:Name=hmis", "--Vendors:0:BaseAddress=https://x.example.org", "--Vendors:0:Profile=hud-api");

        run.ExitCode.ShouldBe(ExitCode.Fault);
        run.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("unexpected fault InvalidOperationException");
        run.Error.ShouldNotContain("123-45-6789");
    }

    [Theory]
    [InlineData(ExitCode.Done, "no problems", "config", "check", "--Vendors:0:Name=hmis", "--Vendors:0:BaseAddress=https://x.example.org", "--Vendors:0:Profile=hud-api")]
    [InlineData(ExitCode.Finding, "Vendors: no vendor", "config", "check")]
    [InlineData(ExitCode.Finding, "\"key\":\"Vendors\"", "config", "check", "--output", "json")]
    [InlineData(ExitCode.Done, "Gateway:Listen", "config", "show", "--redacted")]
    [InlineData(ExitCode.Done, "\"source\":\"default\"", "config", "show", "--output", "json")]
    [InlineData(ExitCode.Done, "clarity-rest", "profile", "list")]
    [InlineData(ExitCode.Done, "\"name\":\"hud-api\"", "profile", "list", "--output", "json")]
    public async Task Verbs_that_need_no_storage_leave_nothing_behind(int exitCode, string words, params string[] arguments)
    {
        CommandLineRun run = await CommandLineRun.OfAsync(_folder.Path, arguments);

        run.ExitCode.ShouldBe(exitCode, run.ToString());
        run.Output.ShouldContain(words);
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Profile_check_tells_every_problem_with_its_place()
    {
        await File.WriteAllTextAsync(
            _folder["bad.json"], """{ "name": "Bad Name", "rules": [ { "name": "x", "metod": "GET" } ] }""", TestContext.Current.CancellationToken);

        CommandLineRun text = await CommandLineRun.OfAsync(_folder.Path, "profile", "check", "bad.json");
        CommandLineRun json = await CommandLineRun.OfAsync(_folder.Path, "profile", "check", "bad.json", "--output", "json");

        text.ExitCode.ShouldBe(ExitCode.Finding, text.ToString());
        text.Output.ShouldContain("/name: ");
        text.Output.ShouldContain("/rules/0/metod: ");
        json.ExitCode.ShouldBe(ExitCode.Finding);
        json.Output.ShouldContain("\"where\":\"/rules/0/metod\"");
    }

    private static IEnumerable<Command> Commands()
    {
        Queue<Command> queue = new([CommandLine.For(CommandLineRun.Environment(TextWriter.Null, TextWriter.Null, "/", CommandLineRun.Hosts())).Root]);
        while (queue.TryDequeue(out Command? command))
        {
            yield return command;
            foreach (Command inner in command.Subcommands)
            {
                queue.Enqueue(inner);
            }
        }
    }
}
