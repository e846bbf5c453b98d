namespace HmisGateway.Hosting;

/// <summary>What a composition is started for.</summary>
internal enum HostRole
{
    /// <summary>Agency listener and management listener.</summary>
    Serve,

    /// <summary>The management listener alone, on a free loopback port: for one verb of the command line.</summary>
    Management,
}
