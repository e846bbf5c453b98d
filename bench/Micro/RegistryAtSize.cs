using System.Diagnostics;
using System.Globalization;
using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Policy.Clients;
using Npgsql;

namespace HmisGateway.Micro;

#pragma warning disable RS0030 // The generator is seeded, as the rule demands of tests and bench.

/// <summary>How long it takes to import many clients, and to look one of them up.</summary>
/// <param name="clients">How many clients.</param>
/// <param name="output">Where the figures are told.</param>
/// <param name="database">A database on a PostgreSQL server; null for the embedded storage.</param>
internal sealed class RegistryAtSize(int clients, TextWriter output, string? database)
{
    // A look-up on a server is a round trip.
    private readonly int _lookUps = database is null ? 20_000 : 5_000;

    /// <summary>Runs it on a new folder and deletes that.</summary>
    public async Task RunAsync()
    {
        DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(GatewayInProcess.DefaultRoot, Guid.CreateVersion7().ToString("N")));
        try
        {
            Line($"{Environment.ProcessorCount} cores, {(database is null ? "embedded storage" : "PostgreSQL")}, {clients:N0} clients, each with name, date of birth, SSN and HMIS id");
            await ImportAsync(folder);
            Line($"database: {await ReadBytesAsync(folder) / 1048576.0:N0} MiB");
            await LookUpAsync(folder, cachedReferences: 0, "from the database, nothing in memory");
            await LookUpAsync(folder, cachedReferences: 100_000, "through the cache, clients at random");
            await LookUpAsync(folder, cachedReferences: 100_000, "through the cache, 1,000 clients again and again", among: 1_000);
            Line($"peak memory of this process: {Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0:N0} MiB");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<long> ReadBytesAsync(DirectoryInfo folder)
    {
        if (database is null)
        {
            return new FileInfo(Path.Combine(folder.FullName, "gateway.db")).Length;
        }

        await using NpgsqlConnection connection = new(database);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new("SELECT pg_database_size(current_database())", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task ImportAsync(DirectoryInfo folder)
    {
        await using GatewayInProcess gateway = await GatewayInProcess.StartAsync(folder, cachedReferences: 100_000, database);
        string file = Path.Combine(folder.FullName, "clients.csv");
        await File.WriteAllLinesAsync(file, Lines());
        await using FileStream csv = File.OpenRead(file);
        TimeSpan cpuBefore = Process.GetCurrentProcess().TotalProcessorTime;
        long started = Stopwatch.GetTimestamp();
        RoiImportOutcome outcome = await gateway.Get<RoiImporter>().ImportAsync(
            GatewayInProcess.AgencyId, csv, RoiImportOptions.Default, Actor.Unnamed, progress: null, CancellationToken.None);
        TimeSpan took = Stopwatch.GetElapsedTime(started);
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime - cpuBefore;
        string accepted = outcome is RoiImportOutcome.Completed completed ? $"{completed.Accepted:N0} accepted, {completed.Rejected.Count:N0} rejected" : "refused";
        Line($"import: {took.TotalSeconds:N1} s ({cpu.TotalSeconds:N1} s of CPU time), {accepted}");
    }

    private async Task LookUpAsync(DirectoryInfo folder, int cachedReferences, string what, int? among = null)
    {
        await using GatewayInProcess gateway = await GatewayInProcess.StartAsync(folder, cachedReferences, database);
        Pseudonymizer pseudonymizer = gateway.Get<Pseudonymizer>();
        IPersonDirectory persons = gateway.Get<IPersonDirectory>();
        Random random = new(20261102);
        Pseudonym[][] asked =
        [
            .. Enumerable.Range(0, _lookUps).Select(_ =>
            {
                int client = random.Next(Math.Min(clients, among ?? clients));
                return new[] { pseudonymizer.OfAgencyClient(GatewayInProcess.AgencyId, $"c{client}"), pseudonymizer.Of(IdentifierScheme.Vendor, "hmis", VendorId(client)) };
            }),
        ];
        double[] first = await TimeAsync(persons, asked);
        double[] again = await TimeAsync(persons, asked);
        Line($"look-up of two references, {what}: p50 {Percentile(first, 0.5):N1} us, p99 {Percentile(first, 0.99):N1} us; again p50 {Percentile(again, 0.5):N1} us, p99 {Percentile(again, 0.99):N1} us");
    }

    private static async Task<double[]> TimeAsync(IPersonDirectory persons, Pseudonym[][] asked)
    {
        double[] microseconds = new double[asked.Length];
        for (int i = 0; i < asked.Length; i++)
        {
            long started = Stopwatch.GetTimestamp();
            PersonSnapshot found = await persons.LookUpAsync(asked[i], CancellationToken.None);
            microseconds[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
            if (found.Persons.Count != asked[i].Length)
            {
                throw new InvalidOperationException("A client that was imported was not found.");
            }
        }

        Array.Sort(microseconds);
        return microseconds;
    }

    private static double Percentile(double[] sorted, double share) => sorted[Math.Min((int)Math.Ceiling(sorted.Length * share), sorted.Length) - 1];

    private static string VendorId(int client) => (70_000_000 + client).ToString(CultureInfo.InvariantCulture);

    private IEnumerable<string> Lines()
    {
        yield return "client_id,choice,signed_on,ends_on,signer,first_name,last_name,dob,ssn,vendor_id";
        Random random = new(20261102);
        for (int i = 0; i < clients; i++)
        {
            DateOnly birth = new DateOnly(1940, 1, 1).AddDays(random.Next(25_000));
            string choice = (i % 20) switch { 0 => "none", 1 => "limited", _ => "full" };
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"c{i},{choice},2026-10-{(i % 28) + 1:00},,self,{Word(random)},{Word(random)}{Word(random)},{birth:yyyy-MM-dd},9{10 + (i / 100_000)}{10 + (i / 1_000 % 90)}{1_000 + (i % 9_000)},{VendorId(i)}");
        }
    }

    private static string Word(Random random)
    {
        const string Consonants = "BDFGKLMNPRSTVZ";
        const string Vowels = "aeiou";
        return $"{Consonants[random.Next(Consonants.Length)]}{Vowels[random.Next(5)]}{char.ToLowerInvariant(Consonants[random.Next(Consonants.Length)])}{Vowels[random.Next(5)]}";
    }

    private void Line(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
