using System.Globalization;
using SharpFuzz;

namespace HmisGateway.Fuzz;

/// <summary>What the command line asks for.</summary>
internal static class FuzzCommand
{
    private const string Usage = """
        HmisGateway.Fuzz list                                                names the targets
        HmisGateway.Fuzz instrument ASSEMBLY                                 changes an assembly so that it tells where it has been
        HmisGateway.Fuzz run CORPUS FINDINGS SECONDS SEED [TARGET...]        mutates the kept inputs
        HmisGateway.Fuzz read TARGET FILE...                                 reads each file once
        """;

    /// <summary>Carries it out.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="coverage">Where the readers have been.</param>
    /// <returns>0 when every promise was kept, 1 when one was broken, 2 for a wrong command line.</returns>
    internal static int Run(string[] args, Coverage coverage)
    {
        switch (args)
        {
            case ["list"]:
                foreach (FuzzTarget target in FuzzTargets.All)
                {
                    Console.WriteLine(target.Name);
                }

                return 0;
            case ["instrument", string assembly]:
                Fuzzer.Instrument(assembly, static _ => true, Options.Value);
                return 0;
            case ["run", string corpus, string findings, string seconds, string seed, .. string[] names]:
                FuzzTarget[] targets = [.. FuzzTargets.All.Where(target => names.Length == 0 || names.Contains(target.Name))];
                if (targets.Length == 0)
                {
                    break;
                }

                TimeSpan each = TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)) / targets.Length;
                bool isWell = true;
                foreach (FuzzTarget target in targets)
                {
                    var loop = new FuzzLoop(target, coverage, Path.Combine(corpus, target.Name), Path.Combine(findings, target.Name));
                    isWell &= loop.Run(each, ulong.Parse(seed, CultureInfo.InvariantCulture), Console.Out);
                }

                return isWell ? 0 : 1;
            case ["read", string name, .. string[] files] when FuzzTargets.All.FirstOrDefault(target => target.Name == name) is { } target:
                foreach (string file in files)
                {
                    TimeBound.Read(target, File.ReadAllBytes(file));
                }

                return 0;
            default:
                break;
        }

        Console.Error.WriteLine(Usage);
        return 2;
    }
}
