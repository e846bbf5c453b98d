namespace HmisGateway.Pipeline;

/// <summary>The gateway's own headers. None of those that come in is ever forwarded.</summary>
internal static class GatewayHeaders
{
    /// <summary>What they all begin with.</summary>
    public const string Prefix = "Hmis-Gateway-";

    /// <summary>In: <c>&lt;agency&gt;.&lt;secret&gt;</c>.</summary>
    public const string Key = "Hmis-Gateway-Key";

    /// <summary>In: the agency's own client id, for vendor APIs that have no field for it.</summary>
    public const string Client = "Hmis-Gateway-Client";

    /// <summary>Out: the receipt of what was taken out of an upload and kept, while the rest was sent.</summary>
    public const string Diverted = "Hmis-Gateway-Diverted";

    /// <summary>Out: <c>full_refresh</c> where the vendor may delete what was kept back.</summary>
    public const string Warning = "Hmis-Gateway-Warning";

    /// <summary>Out: the id of the decision.</summary>
    public const string Decision = "Hmis-Gateway-Decision";
}
