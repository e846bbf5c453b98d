using HmisGateway.Consent;

namespace HmisGateway.Hosting;

/// <summary>The effective configuration: every default applied, every path absolute.</summary>
internal sealed record GatewayConfiguration
{
    /// <summary>All sources, for the parts that read their own sections (Kestrel, logging, telemetry).</summary>
    public required IConfigurationRoot Source { get; init; }

    /// <summary>Section <c>Gateway</c>; <see cref="GatewayOptions.StateDirectory"/> is set.</summary>
    public required GatewayOptions Gateway { get; init; }

    /// <summary>Section <c>Storage</c>.</summary>
    public required StorageOptions Storage { get; init; }

    /// <summary>Section <c>Keys</c>; <see cref="KeysOptions.Directory"/> is set.</summary>
    public required KeysOptions Keys { get; init; }

    /// <summary>Section <c>Vendor</c>.</summary>
    public required ProfileOptions Profile { get; init; }

    /// <summary>Section <c>Fence</c>.</summary>
    public required FenceOptions Fence { get; init; }

    /// <summary>Section <c>Consent</c>.</summary>
    public required ConsentOptions Consent { get; init; }

    /// <summary>Section <c>Ledger</c>.</summary>
    public required LedgerOptions Ledger { get; init; }

    /// <summary>Section <c>Limits</c>.</summary>
    public required LimitsOptions Limits { get; init; }

    /// <summary>Section <c>Enumeration</c>.</summary>
    public required EnumerationAlarmOptions Enumeration { get; init; }

    /// <summary>Section <c>Attachments</c>.</summary>
    public required AttachmentsOptions Attachments { get; init; }

    /// <summary>Section <c>Vendors</c>, in order.</summary>
    public required IReadOnlyList<VendorOptions> Vendors { get; init; }

    /// <summary>The shipped and the local profiles.</summary>
    public required ProfileCatalog Profiles { get; init; }

    /// <summary>Folder of the management token and address.</summary>
    public string StateDirectory => Gateway.StateDirectory ?? Storage.DataDirectory;
}
