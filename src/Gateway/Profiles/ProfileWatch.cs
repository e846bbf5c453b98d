using System.Security.Cryptography;
using System.Text;
using HmisGateway.Hosting;

namespace HmisGateway.Profiles;

/// <summary>
/// Looks at the local profile files every two seconds. A change is taken over when the files have stayed as they are for one interval, so
/// that files which are being written, or belong together, are not taken half.
/// </summary>
/// <remarks>The content is compared, not times: a mounted folder whose files are swapped behind a link keeps neither names nor times apart.</remarks>
internal sealed class ProfileWatch(GatewayConfiguration configuration, ProfileReloader reloader, TimeProvider time) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (configuration.Profile.ProfileDirectory is not { } directory)
        {
            return;
        }

        // What the gateway started with may have changed before the first look, so the first stable look is compared too.
        string? known = null;
        string? seen = null;
        using PeriodicTimer timer = new(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                string now = Fingerprint(directory);
                if (now == seen && now != known && await TryReloadAsync(stoppingToken))
                {
                    known = now;
                }

                seen = now;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    /// <summary>The names and contents of the files, in one word; what cannot be read is another word.</summary>
    private static string Fingerprint(string directory)
    {
        try
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (string file in ProfileCatalog.LocalFiles(directory))
            {
                hash.AppendData(Encoding.UTF8.GetBytes(file + "\0"));
                hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.GetType().Name;
        }
    }

    /// <summary>False when it has to be tried again although the files stay as they are.</summary>
    private async Task<bool> TryReloadAsync(CancellationToken stoppingToken)
    {
        try
        {
            await reloader.ReloadAsync(stoppingToken);
            return true;
        }
        catch (Exception) when (!stoppingToken.IsCancellationRequested)
        {
            // Told by the reloader.
            return false;
        }
    }
}
