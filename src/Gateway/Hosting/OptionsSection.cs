using HmisGateway.Consent;

namespace HmisGateway.Hosting;

/// <summary>A section of the configuration that belongs to the gateway, and the class it is bound to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Options">The options class.</param>
/// <param name="IsList">True when it holds a list of such options.</param>
internal sealed record OptionsSection(string Name, Type Options, bool IsList)
{
    /// <summary>Sections that belong to the platform or its libraries; their keys are theirs to check.</summary>
    private static readonly string[] Platform = ["Kestrel", "Logging", "Serilog", "OpenTelemetry", "AllowedHosts"];

    /// <summary>Every section of the gateway.</summary>
    public static IReadOnlyList<OptionsSection> All { get; } =
    [
        new("Gateway", typeof(GatewayOptions), IsList: false),
        new("Vendors", typeof(VendorOptions), IsList: true),
        new("Vendor", typeof(ProfileOptions), IsList: false),
        new("Storage", typeof(StorageOptions), IsList: false),
        new("Keys", typeof(KeysOptions), IsList: false),
        new("Ledger", typeof(LedgerOptions), IsList: false),
        new("Fence", typeof(FenceOptions), IsList: false),
        new("Consent", typeof(ConsentOptions), IsList: false),
        new("Limits", typeof(LimitsOptions), IsList: false),
        new("Enumeration", typeof(EnumerationAlarmOptions), IsList: false),
        new("Attachments", typeof(AttachmentsOptions), IsList: false),
    ];

    /// <summary>Every section that a setting on the command line may name.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(static s => s.Name), .. Platform];

    /// <summary>The platform's sections, for <c>config show</c>.</summary>
    public static IReadOnlyList<string> PlatformNames => Platform;
}
