using HmisGateway.Consent;
using HmisGateway.Hosting;
using HmisGateway.Ledger;
using HmisGateway.Management;
using HmisGateway.Pipeline.Deciding;
using HmisGateway.Telemetry;

namespace HmisGateway.Profiles;

/// <summary>Puts changed profile files in force while the gateway runs, all of them or none.</summary>
/// <remarks>
/// A profile tells who a request is about, so another one can take permission away: it goes through the fence. Forwards to the vendors
/// concerned are denied, the ledger names the new profiles, the vendors are replaced, the denial is lifted, and those that were
/// admitted before are waited for. Whoever enters the fence later finds that the vendor it was decided by is another one now, and is decided anew.
/// </remarks>
internal sealed partial class ProfileReloader(
    GatewayConfiguration configuration,
    VendorDirectory vendors,
    IConsentFence fence,
    ILedger ledger,
    GatewayMetrics metrics,
    ILogger<ProfileReloader> logger) : IReadinessNote, IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile bool _isLastGood;

    /// <inheritdoc/>
    public string Name => "profiles";

    /// <inheritdoc/>
    public string State => _isLastGood ? "last_good" : "ok";

    /// <summary>The ledger's event that these profiles are in force.</summary>
    public static LedgerEvent EvidenceOf(IEnumerable<Vendor> vendors) => new(
        LedgerEventKind.ProfilesLoaded,
        [.. vendors.SelectMany(static vendor => NamesOf(vendor))]);

    private static IEnumerable<KeyValuePair<string, string>> NamesOf(Vendor vendor)
    {
        yield return new(vendor.Name, $"{vendor.Profile.Name} {vendor.Profile.Hash}");
        if (vendor.Uploads is { } uploads)
        {
            yield return new($"{vendor.Name}/uploads", $"{uploads.Name} {uploads.Hash}");
        }
    }

    /// <summary>Reads the files and puts what changed in force.</summary>
    /// <param name="cancellationToken">Cancels before anything is changed; a change is always followed by its drain.</param>
    public async Task<ProfileReload> ReloadAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            ProfileReload reload = await TakeOverAsync(cancellationToken);
            _isLastGood = reload is ProfileReload.Refused;
            Tell(reload);
            return reload;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            _isLastGood = true;
            metrics.ProfilesReloaded(ProfileReloadResult.Failed);
            LogFailed(logger, fault);
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<ProfileReload> TakeOverAsync(CancellationToken cancellationToken)
    {
        ProfileCatalog catalog = ProfileCatalog.Load(configuration.Profile.ProfileDirectory);
        List<ConfigurationProblem> problems = [.. catalog.Problems];
        List<Vendor> next = [];
        List<string> changed = [];
        foreach (Vendor current in vendors.All)
        {
            switch (Vendor.Of(current.Options, catalog))
            {
                case null when !catalog.IsKnown(current.Options.Profile):
                    problems.Add(new($"vendor {current.Name}", $"its profile '{current.Options.Profile}' is not there any more.", "Put the file back."));
                    break;
                case null:
                    break;
                case { } same when same.Hashes == current.Hashes:
                    next.Add(current);
                    break;
                case { } other:
                    next.Add(other);
                    changed.Add(other.Name);
                    break;
            }
        }

        if (problems.Count > 0)
        {
            return new ProfileReload.Refused(problems);
        }

        return changed.Count == 0 ? new ProfileReload.Unchanged() : new ProfileReload.Loaded(changed, await ReplaceAsync(next, changed, cancellationToken));
    }

    private async Task<DrainResult> ReplaceAsync(List<Vendor> next, List<string> changed, CancellationToken cancellationToken)
    {
        using IFenceClosing closing = await fence.CloseAsync(new FenceScope { VendorNames = changed }, cancellationToken);

        // INVARIANT: replaced before the denial is lifted, so that whoever enters from now on finds that its vendor is another one.
        await ledger.AppendAsync(EvidenceOf(next), CancellationToken.None);
        vendors.Replace(next);
        closing.Dispose();
        return await closing.DrainAsync(CancellationToken.None);
    }

    private void Tell(ProfileReload reload)
    {
        switch (reload)
        {
            case ProfileReload.Loaded { Vendors: { } changed }:
                metrics.ProfilesReloaded(ProfileReloadResult.Loaded);
                LogLoaded(logger, string.Join(", ", vendors.All.Where(vendor => changed.Contains(vendor.Name)).Select(static v => $"{v.Name} by {v.Profile.Name}")));
                break;
            case ProfileReload.Refused { Problems: { } problems }:
                metrics.ProfilesReloaded(ProfileReloadResult.Refused);
                LogRefused(logger, problems.Count, problems[0].ToString());
                break;
            default:
                metrics.ProfilesReloaded(ProfileReloadResult.Unchanged);
                break;
        }
    }

    [LoggerMessage(1930, LogLevel.Information, "Changed profiles are in force; vendors: {Vendors}.")]
    private static partial void LogLoaded(ILogger logger, string vendors);

    [LoggerMessage(1931, LogLevel.Error, "The changed profiles cannot be used, so those before stay in force ({Count} problems). {Problem} 'profile list' names all of them.")]
    private static partial void LogRefused(ILogger logger, int count, string problem);

    [LoggerMessage(1932, LogLevel.Error, "The profiles could not be loaded anew; those before stay in force.")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
