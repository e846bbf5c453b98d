using System.Text.RegularExpressions;

namespace HmisGateway.EndToEndTests.Deploy;

public sealed partial class DockerfileTests
{
    private static readonly string[] Instructions = ReadInstructions();

    /// <summary>The instructions of the final stage.</summary>
    private static IReadOnlyList<string> Final => [.. Instructions.Skip(Array.FindLastIndex(Instructions, line => line.StartsWith("FROM ", StringComparison.Ordinal)))];

    [Fact]
    public void The_final_stage_runs_as_the_unprivileged_user_of_the_base_image() =>
        Final.Last(line => line.StartsWith("USER ", StringComparison.Ordinal)).ShouldBe("USER $APP_UID");

    [Theory]
    [InlineData("ENTRYPOINT")]
    [InlineData("CMD")]
    [InlineData("HEALTHCHECK")]
    public void Commands_of_the_final_stage_need_no_shell(string instruction)
    {
        var line = Final.Single(line => line.StartsWith(instruction + " ", StringComparison.Ordinal));

        line.ShouldMatch(@"^(ENTRYPOINT|CMD|HEALTHCHECK (--[a-z-]+=\S+ )*CMD) \[("".*"")\]$");
    }

    [Fact]
    public void The_final_stage_runs_nothing_while_it_is_built() =>
        Final.ShouldNotContain(line => line.StartsWith("RUN ", StringComparison.Ordinal));

    [Fact]
    public void The_health_check_asks_the_gateway_itself() =>
        Final.Single(line => line.StartsWith("HEALTHCHECK ", StringComparison.Ordinal)).ShouldContain("""["/app/hmis-gateway", "healthcheck"]""");

    [Fact]
    public void Every_image_is_named_with_a_tag_of_its_own()
    {
        var images = Instructions.Where(line => line.StartsWith("ARG ", StringComparison.Ordinal) && line.Contains('/', StringComparison.Ordinal)).ToArray();

        images.Length.ShouldBe(2);
        images.ShouldAllBe(line => PinnedImage().IsMatch(line));
        Instructions.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)).ShouldAllBe(line => line.Contains("${SDK}") || line.Contains("${BASE}"));
    }

    [Fact]
    public void The_base_image_brings_time_zones_and_has_no_shell() =>
        Instructions.Single(line => line.StartsWith("ARG BASE=", StringComparison.Ordinal)).ShouldEndWith("-chiseled-extra");

    [Fact]
    public void What_is_copied_from_the_checkout_exists_and_is_let_through()
    {
        var ignore = File.ReadAllLines(Checkout.PathOf(".dockerignore"));
        var sources = Instructions.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from=", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..^1])
            .ToArray();

        sources.ShouldNotBeEmpty();
        sources.Where(source => !Path.Exists(Checkout.PathOf(source))).ShouldBeEmpty();
        sources.Where(source => !ignore.Any(line => line.StartsWith('!') && source.StartsWith(line[1..], StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public void Packages_are_restored_locked() =>
        Instructions.Single(line => line.StartsWith("RUN dotnet restore ", StringComparison.Ordinal)).ShouldContain("--locked-mode");

    [Fact]
    public void Diagnostics_that_could_dump_memory_are_off() =>
        Final.Single(line => line.StartsWith("ENV ", StringComparison.Ordinal)).ShouldContain("DOTNET_EnableDiagnostics=0");

    private static string[] ReadInstructions()
    {
        var text = File.ReadAllText(Checkout.PathOf("Dockerfile"));
        var joined = Continuation().Replace(Comment().Replace(text, ""), " ");
        return [.. joined.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
    }

    [GeneratedRegex(@"^ARG (SDK|BASE)=[a-z0-9.]+(/[a-z0-9.-]+)+:[0-9]+\.[0-9]+-[a-z0-9-]+$")]
    private static partial Regex PinnedImage();

    [GeneratedRegex("^#.*\n", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex("\\\\\n\\s*")]
    private static partial Regex Continuation();
}
