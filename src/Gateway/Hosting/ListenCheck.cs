namespace HmisGateway.Hosting;

/// <summary>Checks the two listeners.</summary>
internal static class ListenCheck
{
    /// <summary>Everything that is wrong with them.</summary>
    public static IEnumerable<ConfigurationProblem> Problems(GatewayConfiguration configuration)
    {
        List<ConfigurationProblem> problems = [];
        ListenAddress? listen = Check("Gateway:Listen", configuration.Gateway.Listen);
        ListenAddress? management = Check("Gateway:Management", configuration.Gateway.Management);
        if (listen is { Port: not 0 } && management is not null && listen.Port == management.Port)
        {
            problems.Add(new("Gateway:Management", $"it has the port of Gateway:Listen, {listen.Port}.", "Give it a port of its own."));
        }

        return problems;

        ListenAddress? Check(string key, string text)
        {
            if (!ListenAddress.TryParse(text, out ListenAddress? address, out string? problem))
            {
                problems.Add(new(key, problem, "Write scheme, address and port, such as http://127.0.0.1:8080."));
                return null;
            }

            if (!address.IsLoopback && !address.IsTls && !configuration.Gateway.TlsTerminatedUpstream)
            {
                problems.Add(new(key, $"'{text}' can be reached from other machines without TLS.",
                    "Use https with a certificate under Kestrel:Certificates:Default, or set Gateway:TlsTerminatedUpstream=true "
                    + "where something before the gateway terminates TLS."));
            }

            if (address.IsTls && !HasCertificate(configuration))
            {
                problems.Add(new(key, "https needs a certificate and none is configured.",
                    "Set Kestrel:Certificates:Default:Path, and KeyPath or Password where it needs one."));
            }

            return address;
        }
    }

    private static bool HasCertificate(GatewayConfiguration configuration) =>
        configuration.Source["Kestrel:Certificates:Default:Path"] is { Length: > 0 }
        || configuration.Source["Kestrel:Certificates:Default:Subject"] is { Length: > 0 };
}
