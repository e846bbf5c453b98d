using System.Diagnostics;
using System.Security.Cryptography;

namespace HmisGateway.Fuzz;

/// <summary>Mutates the kept inputs of a target for a while; what reaches new code is mutated on.</summary>
/// <param name="target">The target.</param>
/// <param name="corpus">Its kept inputs.</param>
/// <param name="coverage">Where the readers have been.</param>
/// <param name="findings">The folder for inputs that break a promise.</param>
internal sealed class FuzzLoop(FuzzTarget target, Coverage coverage, string corpus, string findings)
{
    /// <summary>Runs.</summary>
    /// <param name="time">For how long.</param>
    /// <param name="seed">The seed of the mutations.</param>
    /// <param name="output">Takes one line at the end, and one for a finding.</param>
    /// <returns>False when a promise was broken; it ends there.</returns>
    internal bool Run(TimeSpan time, ulong seed, TextWriter output)
    {
        coverage.Forget();
        var mutator = new Mutator(seed, target.Words);
        List<byte[]> inputs = [.. Kept(corpus).Select(File.ReadAllBytes), []];
        int kept = inputs.Count;
        for (int i = 0; i < kept; i++)
        {
            if (!TryRead(inputs[i], output, out _))
            {
                return false;
            }
        }

        long start = Stopwatch.GetTimestamp();
        long count = 0;
        for (; Stopwatch.GetElapsedTime(start) < time; count++)
        {
            byte[] input = mutator.Mutate(inputs[mutator.Below(inputs.Count)], inputs[mutator.Below(inputs.Count)]);
            if (!TryRead(input, output, out bool isNew))
            {
                return false;
            }

            if (isNew)
            {
                inputs.Add(input);
            }
        }

        output.WriteLine($"{target.Name}: {count} inputs, {kept} kept and {inputs.Count - kept} new, {coverage.Branches} branches, seed {seed}");
        return true;
    }

    /// <summary>The kept inputs of a target.</summary>
    internal static IEnumerable<string> Kept(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [];

    private bool TryRead(byte[] input, TextWriter output, out bool isNew)
    {
        coverage.Start();
        try
        {
            TimeBound.Read(target, input);
            isNew = coverage.IsNew();
            return true;
        }
        catch (Exception broken)
        {
            // Readers never throw: whatever came out is a finding.
            Directory.CreateDirectory(findings);
            string file = Path.Combine(findings, Convert.ToHexStringLower(SHA256.HashData(input))[..16]);
            File.WriteAllBytes(file, input);
            output.WriteLine($"{target.Name}: FOUND {file}\n{broken}");
            isNew = false;
            return false;
        }
    }
}
