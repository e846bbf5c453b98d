using System.Collections.Concurrent;
using HmisGateway.Hosting;
using HmisGateway.Pipeline.Deciding;

namespace HmisGateway.Pipeline.Forwarding;

/// <summary>
/// The credentials that the gateway presents itself, each to its own vendor only. A file is read again when a request needs it and the
/// last look is more than <see cref="LookAgainAfter"/> ago; while it cannot be used the value read before stays in use.
/// </summary>
internal sealed partial class VendorCredentials(TimeProvider time, ILogger<VendorCredentials> logger)
{
    /// <summary>How long a value is used without looking at the file.</summary>
    public static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Held> _held = new(StringComparer.Ordinal);

    /// <summary>Reads the credentials of all vendors; call once at start.</summary>
    /// <exception cref="IOException">One cannot be used.</exception>
    public void Load(IReadOnlyList<Vendor> vendors)
    {
        foreach (Vendor vendor in vendors)
        {
            For(vendor);
        }
    }

    /// <summary>The credential to present to a vendor, or null where the agency system's own passes through.</summary>
    /// <exception cref="IOException">It was never read and cannot be read now.</exception>
    public VendorCredentialValue? For(Vendor vendor)
    {
        if (vendor.Options.Credential is not { Header: { Length: > 0 } header, FromFile: { Length: > 0 } file })
        {
            return null;
        }

        long now = time.GetTimestamp();
        Held? held = _held.GetValueOrDefault(vendor.Name);
        if (held is null)
        {
            held = VendorCredentialFile.TryRead(file, out string value) is { } problem
                ? throw new IOException($"Vendors: '{vendor.Name}', Credential:FromFile: {problem}")
                : new Held(new VendorCredentialValue(header, value), now);
            return _held.GetOrAdd(vendor.Name, held).Credential;
        }

        return time.GetElapsedTime(held.LookedAt, now) < LookAgainAfter ? held.Credential : LookAgain(vendor.Name, file, held, now);
    }

    private VendorCredentialValue LookAgain(string vendor, string file, Held held, long now)
    {
        Held next = held with { LookedAt = now };
        if (VendorCredentialFile.TryRead(file, out string value) is { } problem)
        {
            LogNotRead(logger, vendor, problem);
        }
        else if (value != held.Credential.Value)
        {
            next = next with { Credential = held.Credential with { Value = value } };
            LogReadAgain(logger, vendor);
        }

        _held[vendor] = next;
        return next.Credential;
    }

    [LoggerMessage(1030, LogLevel.Information, "The credential file of vendor {Vendor} has changed; its new value is presented from now on.")]
    private static partial void LogReadAgain(ILogger logger, string vendor);

    [LoggerMessage(1031, LogLevel.Warning, "The credential file of vendor {Vendor} cannot be used, so the value read before stays in use: {Problem}")]
    private static partial void LogNotRead(ILogger logger, string vendor, string problem);

    private sealed record Held(VendorCredentialValue Credential, long LookedAt);
}
