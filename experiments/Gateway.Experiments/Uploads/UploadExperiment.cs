using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HmisGateway.Experiments.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace HmisGateway.Experiments.Uploads;

/// <summary>
/// Sends a large HUD CSV export through a real gateway, twice: the first time teaches who its clients are. How fast, with how much memory, and whether a byte of it is ever found in clear in the
/// files that the process has open, in its data directory or in the folder for temporary files.
/// </summary>
internal static class UploadExperiment
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs it.</summary>
    /// <returns>0 when every promise was kept, otherwise 1.</returns>
    public static async Task<int> RunAsync(DirectoryInfo work, SyntheticExport export, FileInfo? output, CancellationToken cancellationToken)
    {
        string archive = Path.Combine(work.FullName, "export.zip");
        await using (FileStream file = new(archive, FileMode.Create))
        {
            export.Write(file);
        }

        await using Sink sink = await Sink.StartAsync(Path.Combine(work.FullName, "received.zip"));
        await using GatewayProcess gateway = new(Path.Combine(work.FullName, "data"), sink.Address, new Dictionary<string, string>
        {
            // Its pipes in the folder for temporary files cannot be read like files.
            ["DOTNET_EnableDiagnostics"] = "0",
            ["TMPDIR"] = Directory.CreateDirectory(Path.Combine(work.FullName, "tmp")).FullName,
        });
        string key = await gateway.AddAgencyAsync("shelter", cancellationToken);
        await gateway.StartAsync(cancellationToken);
        using HttpClient agency = new() { BaseAddress = gateway.Address, Timeout = TimeSpan.FromMinutes(20) };
        agency.DefaultRequestHeaders.Add("Hmis-Gateway-Key", key);
        await ImportAsync(agency, export, cancellationToken);

        using Watch watch = new(gateway.Process.Id, gateway.DataDirectory, Path.Combine(work.FullName, "tmp"));
        bool isKept = true;
        List<string> lines = [];
        foreach (string which in (string[])["first", "again"])
        {
            (bool kept, string line) = await UploadAsync(agency, archive, export, sink, watch, gateway, cancellationToken);
            isKept &= kept;
            lines.Add(line);
            Console.WriteLine($"{which}: {line}");
        }

        if (output is not null)
        {
            await File.WriteAllLinesAsync(output.FullName, lines, cancellationToken);
        }

        return isKept ? 0 : 1;
    }

    private static async Task<(bool IsKept, string Line)> UploadAsync(
        HttpClient agency, string archive, SyntheticExport export, Sink sink, Watch watch, GatewayProcess gateway, CancellationToken cancellationToken)
    {
        watch.Look();
        double residentBefore = watch.ResidentBytes;
        double cpuBefore = watch.CpuSeconds;
        using SideTraffic traffic = SideTraffic.Start(agency);
        long started = Stopwatch.GetTimestamp();
        await using FileStream body = new(archive, FileMode.Open, FileAccess.Read);
        using StreamContent content = new(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        Task<HttpResponseMessage> sending = agency.PostAsync(new Uri("/bulk/hud-csv", UriKind.Relative), content, cancellationToken);
        while (!sending.IsCompleted)
        {
            watch.Look();
            await Task.WhenAny(sending, Task.Delay(Between, TimeProvider.System, cancellationToken));
        }

        using HttpResponseMessage answer = await sending;
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        watch.Look();
        await traffic.StopAsync();
        (long forwarded, long wrong) = Count(sink.File);
        long expected = Enumerable.Range(0, export.Clients).Count(static client => !SyntheticExport.IsProtected(client));
        bool isKept = answer.IsSuccessStatusCode && wrong == 0 && forwarded == expected && watch.PlainText == 0 && traffic.Failed == 0 && answer.Headers.Contains("Hmis-Gateway-Diverted");
        string line = JsonSerializer.Serialize(new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["archive_mb"] = Math.Round(new FileInfo(archive).Length / 1e6, 1),
            ["clients"] = export.Clients,
            ["clients_forwarded"] = forwarded,
            ["clients_wrongly_forwarded"] = wrong,
            ["csv_mb"] = Math.Round(export.CsvBytes / 1e6, 1),
            ["cpu_seconds"] = Math.Round(watch.CpuSeconds - cpuBefore, 1),
            ["looks"] = watch.Looks,
            ["mb_per_cpu_second"] = Math.Round(export.CsvBytes / 1e6 / (watch.CpuSeconds - cpuBefore), 1),
            ["mb_per_second"] = Math.Round(export.CsvBytes / 1e6 / seconds, 1),
            ["other_calls"] = traffic.Count,
            ["other_calls_failed"] = traffic.Failed,
            ["other_calls_ms_max"] = Math.Round(traffic.Milliseconds(1), 1),
            ["other_calls_ms_p50"] = Math.Round(traffic.Milliseconds(0.5), 1),
            ["other_calls_ms_p99"] = Math.Round(traffic.Milliseconds(0.99), 1),
            ["peak_resident_mb"] = Math.Round(watch.PeakResidentBytes / 1e6, 1),
            ["plain_text_found"] = watch.PlainText,
            ["resident_before_mb"] = Math.Round(residentBefore / 1e6, 1),
            ["seconds"] = Math.Round(seconds, 1),
            ["status"] = (int)answer.StatusCode,
        }, UploadJson.Default.SortedDictionaryStringDouble);
        if (!answer.IsSuccessStatusCode)
        {
            Console.WriteLine(await answer.Content.ReadAsStringAsync(cancellationToken));
            Console.WriteLine(gateway.Process.LastLines());
        }

        return (isKept, line);
    }

    private static async Task ImportAsync(HttpClient agency, SyntheticExport export, CancellationToken cancellationToken)
    {
        foreach (string[] forms in export.Forms().Chunk(20_000))
        {
            using StringContent csv = new("client_id,choice,signed_on\n" + string.Join('\n', forms) + "\n", Encoding.UTF8, "text/csv");
            using HttpResponseMessage answer = await agency.PostAsync(new Uri("/_gateway/v1/roi-imports", UriKind.Relative), csv, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                throw new ExperimentFailedException($"The forms were not imported: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
            }
        }
    }

    /// <summary>How many clients arrived, and how many of them must not have.</summary>
    private static (long Forwarded, long Wrong) Count(string archive)
    {
        using ZipArchive zip = ZipFile.OpenRead(archive);
        using StreamReader rows = new(zip.GetEntry("Client.csv")!.Open());
        long forwarded = 0;
        long wrong = 0;
        _ = rows.ReadLine();
        while (rows.ReadLine() is { } row)
        {
            forwarded++;
            wrong += SyntheticExport.IsProtected(int.Parse(row.AsSpan(1, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture)) ? 1 : 0;
        }

        return (forwarded, wrong);
    }

    /// <summary>A vendor that writes the body of the last upload to a file.</summary>
    private sealed class Sink(WebApplication application, string file) : IAsyncDisposable
    {
        public string File => file;

        public Uri Address => new(application.Urls.First());

        public static async Task<Sink> StartAsync(string file)
        {
            WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Limits.MaxRequestBodySize = null).UseUrls("http://127.0.0.1:0");
            WebApplication application = builder.Build();
            application.Run(async context =>
            {
                if (!context.Request.Path.StartsWithSegments("/bulk", StringComparison.Ordinal))
                {
                    await context.Request.Body.CopyToAsync(Stream.Null);
                    await context.Response.WriteAsync("{}");
                    return;
                }

                await using FileStream into = new(file, FileMode.Create);
                await context.Request.Body.CopyToAsync(into);
                await context.Response.WriteAsync("{}");
            });
            await application.StartAsync();
            return new Sink(application, file);
        }

        public ValueTask DisposeAsync() => application.DisposeAsync();
    }

    /// <summary>Looks at a process from outside: its resident memory, and every file that it can write to.</summary>
    private sealed class Watch(int process, params string[] folders) : IDisposable
    {
        private const int MostBytes = 8 * 1024 * 1024;

        private readonly byte[] _canary = Encoding.UTF8.GetBytes(SyntheticExport.Canary);
        private readonly byte[] _buffer = new byte[MostBytes];

        public long PeakResidentBytes { get; private set; }

        public long ResidentBytes { get; private set; }

        /// <summary>What the process has used so far, in user and system mode; the kernel counts hundredths of a second.</summary>
        public double CpuSeconds
        {
            get
            {
                string[] fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ');
                return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / 100.0;
            }
        }

        public int PlainText { get; private set; }

        public int Looks { get; private set; }

        public void Look()
        {
            Looks++;
            foreach (string line in File.ReadLines($"/proc/{process}/status"))
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                {
                    PeakResidentBytes = Kilobytes(line);
                }
                else if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
                {
                    ResidentBytes = Kilobytes(line);
                }
            }

            // Files without a name are seen through the process that has them open.
            foreach (string file in Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Concat(folders.SelectMany(static folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))))
            {
                Search(file);
            }
        }

        public void Dispose() => Array.Clear(_buffer);

        private static long Kilobytes(string line) => long.Parse(line.AsSpan(6).Trim()[..^3], CultureInfo.InvariantCulture) * 1024;

        private void Search(string path)
        {
            try
            {
                FileInfo file = new(path);
                string? target = file.LinkTarget;
                if (target is not null && (!target.EndsWith(".spool (deleted)", StringComparison.Ordinal) && !folders.Any(folder => target.StartsWith(folder, StringComparison.Ordinal))))
                {
                    // Not a file that holds data: a pipe, a socket, the program.
                    return;
                }

                using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                stream.Position = Math.Max(0, stream.Length - MostBytes);
                int read = stream.ReadAtLeast(_buffer, _buffer.Length, throwOnEndOfStream: false);
                PlainText += _buffer.AsSpan(0, read).IndexOf(_canary) >= 0 ? 1 : 0;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // It was closed or removed meanwhile.
            }
        }
    }
}
