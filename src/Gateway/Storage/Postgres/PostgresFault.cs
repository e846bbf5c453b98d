using System.Net.Sockets;
using Npgsql;

namespace HmisGateway.Storage.Postgres;

/// <summary>What a person reads when the database cannot be used at start: where, what, and what to do. Never the password.</summary>
internal static class PostgresFault
{
    /// <summary>One line for a fault.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="settings">How the server is reached.</param>
    public static string Explain(Exception fault, PostgresSettings settings) => $"Storage:ConnectionString ({settings.Place}): " + fault switch
    {
        PostgresRefusedException refused => refused.Message,
        PostgresException server => Explain(server),
        NpgsqlException { InnerException: SocketException socket } =>
            $"no server answers ({socket.SocketErrorCode}). Is it running, and may this machine connect to it (listen_addresses, firewall)?",
        NpgsqlException { InnerException: TimeoutException } => "the server does not answer in time. Is it running and reachable?",
        NpgsqlException { InnerException: System.Security.Authentication.AuthenticationException } =>
            "the server's certificate is not trusted. Set Root Certificate to the authority that signed it.",
        _ => $"the server cannot be used ({(fault.InnerException ?? fault).GetType().Name}).",
    };

    private static string Explain(PostgresException fault) => fault.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            "the server refuses the user name or the password (or pg_hba.conf this machine). Correct the connection string.",
        PostgresErrorCodes.InvalidCatalogName => "there is no such database. Create it, owned by the gateway's role.",
        PostgresErrorCodes.InsufficientPrivilege =>
            "the role may not do what the gateway needs. Let it own the database; it makes its own tables, and temporary ones to compare them with.",
        PostgresErrorCodes.TooManyConnections => "the server has no connection left (max_connections). Raise it, or lower Maximum Pool Size.",
        PostgresErrorCodes.CannotConnectNow => "the server is starting or stopping. Try again.",
        PostgresErrorCodes.DiskFull => "the server's disk is full. Free space on it, and start again. Nothing was changed.",
        _ => $"the server reports {fault.SqlState}: {fault.MessageText}",
    };
}
