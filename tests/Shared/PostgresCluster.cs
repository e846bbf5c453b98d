using System.Diagnostics;
using System.Globalization;

namespace HmisGateway.Testing;

/// <summary>
/// A real PostgreSQL server on loopback with a cluster of its own in a temporary folder. A watchdog process stops it and removes the
/// folder when this process ends, however it ends: the pipe between the two then closes.
/// </summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly string _bin;
    private readonly string[] _environment;
    private readonly Process _watchdog;

    private PostgresCluster(string bin, string folder, int port, string[] environment)
    {
        _bin = bin;
        _environment = environment;
        _folder = folder;
        Port = port;
        string stop = string.Join(' ', AsServer([Path.Combine(bin, "pg_ctl"), "-D", Data, "stop", "-m", "immediate", "-w"]));
        ProcessStartInfo start = new("sh", ["-c", $"trap '' INT TERM HUP; cat; {stop}; rm -rf {folder}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        _watchdog = Process.Start(start)!;
    }

    /// <summary>Where it listens on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Its role for everything.</summary>
    public static string Superuser => "postgres";

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Creates a cluster and starts its server. The role <c>guarded</c>, once it is made, needs its password; nobody else does.</summary>
    /// <param name="bin">Where the programs are.</param>
    /// <param name="environment">Environment variables of the server, each as <c>NAME=value</c>.</param>
    public static async Task<PostgresCluster> StartAsync(string bin, params string[] environment)
    {
        PostgresCluster cluster = Create(bin, environment);
        await RunAsync([Path.Combine(bin, "initdb"), "-D", cluster.Data, "-U", Superuser, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-instructions"]);
        await cluster.WriteAsync("pg_hba.conf", """
            local all all trust
            host all guarded 127.0.0.1/32 scram-sha-256
            host all,replication all 127.0.0.1/32 trust
            """);
        await cluster.StartServerAsync();
        return cluster;
    }

    /// <summary>Starts a server that follows this one and can only be read.</summary>
    public async Task<PostgresCluster> StartStandbyAsync()
    {
        PostgresCluster standby = Create(_bin, _environment);
        await RunAsync([
            Path.Combine(_bin, "pg_basebackup"), "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", Superuser,
            "-D", standby.Data, "-R", "-c", "fast", "-X", "stream",
        ]);
        await standby.StartServerAsync();
        return standby;
    }

    /// <summary>Ends the server's processes at once, as a crash would; what was not committed is gone.</summary>
    public Task StopAtOnceAsync() => RunAsync([Path.Combine(_bin, "pg_ctl"), "-D", Data, "stop", "-m", "immediate", "-w"]);

    /// <summary>Starts the server again after <see cref="StopAtOnceAsync"/>, at the same place; it recovers what was committed.</summary>
    public Task StartAgainAsync() => RunAsync(
        ["env", .. _environment, Path.Combine(_bin, "pg_ctl"), "-D", Data, "-l", Path.Combine(_folder, "server.log"), "-w", "-t", "60", "start"]);

    /// <summary>How the gateway reaches a database of it.</summary>
    public string ConnectionString(string database, string user = "postgres") =>
        $"Host=127.0.0.1;Port={Port.ToString(CultureInfo.InvariantCulture)};Database={database};Username={user}";

    /// <summary>Stops the server and removes the cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        _watchdog.StandardInput.Close();
        await _watchdog.WaitForExitAsync().WaitAsync(s_patience);
        _watchdog.Dispose();
    }

    private static PostgresCluster Create(string bin, string[] environment)
    {
        string folder = Directory.CreateTempSubdirectory("hmis-gateway-postgres-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            // PostgreSQL refuses to run as root.
            using Process chown = Process.Start("chown", ["postgres:", folder]);
            chown.WaitForExit();
        }

        return new PostgresCluster(bin, folder, LoopbackPorts.Take(), environment);
    }

    private static string[] AsServer(string[] command) => Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", .. command] : command;

    private static async Task RunAsync(string[] command)
    {
        string[] all = AsServer(command);
        ProcessStartInfo start = new(all[0], all[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(s_patience);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{Path.GetFileName(command[0])} ended with {process.ExitCode}: {await output}{await error}");
        }
    }

    private async Task WriteAsync(string file, string content) => await File.WriteAllTextAsync(Path.Combine(Data, file), content + "\n");

    private async Task StartServerAsync()
    {
        // pg_ctl's log keeps the server from holding the pipes of this process.
        await WriteAsync("postgresql.auto.conf", await File.ReadAllTextAsync(Path.Combine(Data, "postgresql.auto.conf")) + $"""
            listen_addresses = '127.0.0.1'
            port = {Port.ToString(CultureInfo.InvariantCulture)}
            unix_socket_directories = '{_folder}'
            max_connections = 200
            shared_buffers = '64MB'
            fsync = on
            """);
        await StartAgainAsync();
    }
}
