using System.Text;
using HmisGateway.Fuzz;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Fuzz;

/// <summary>Every kept input of every fuzz target is read once; <c>eng/fuzz-smoke</c> mutates them.</summary>
public sealed class FuzzCorpusTests
{
    public static TheoryData<string, string> Kept => new(
        from target in FuzzTargets.All
        from file in FuzzLoop.Kept(Folder(target.Name))
        select (target.Name, Path.GetRelativePath(Folder(target.Name), file)));

    [Theory]
    [MemberData(nameof(Kept))]
    public void A_kept_input_breaks_no_promise(string target, string file) =>
        TimeBound.Read(Target(target), File.ReadAllBytes(Path.Combine(Folder(target), file)));

    [Fact]
    public void Every_target_has_kept_inputs() =>
        FuzzTargets.All.ShouldAllBe(static target => FuzzLoop.Kept(Folder(target.Name)).Any());

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_thousand_mutations_break_no_promise(string name)
    {
        byte[][] kept = [.. FuzzLoop.Kept(Folder(name)).Select(File.ReadAllBytes)];
        var mutator = new Mutator(seed: 1, Target(name).Words);
        for (int i = 0; i < 1_000; i++)
        {
            byte[] input = mutator.Mutate(kept[mutator.Below(kept.Length)], kept[mutator.Below(kept.Length)]);
            try
            {
                TimeBound.Read(Target(name), input);
            }
            catch (Exception broken)
            {
                Assert.Fail($"{Encoding.UTF8.GetString(input)}\n{Convert.ToHexString(input)}\n{broken}");
            }
        }
    }

    public static TheoryData<string> Targets => new(FuzzTargets.All.Select(static target => target.Name));

    private static FuzzTarget Target(string name) => FuzzTargets.All.Single(target => target.Name == name);

    private static string Folder(string target) => Path.Combine(The.Repository, "tests", "corpus", target);
}
