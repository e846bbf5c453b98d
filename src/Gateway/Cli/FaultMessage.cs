using System.Security.Cryptography;
using HmisGateway.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HmisGateway.Cli;

/// <summary>What a person reads when something could not be done: one line, never a stack trace.</summary>
internal static class FaultMessage
{
    /// <summary>The line for a fault.</summary>
    public static string Of(Exception fault) => fault switch
    {
        HttpRequestException http =>
            $"the gateway does not answer on its management address ({http.HttpRequestError}). Is it starting or stopping? Try again.",
        UnauthorizedAccessException => OneLine(fault.Message) + " Run as the user that owns the file.",
        IOException or InvalidDataException or StorageSchemaException or SqliteException => OneLine(fault.Message),
        PostgresException server => $"the database server reports {server.SqlState}.",
        NpgsqlException => "the database server does not answer. Is it running and reachable? Try again.",
        CryptographicException => "stored data cannot be opened with these keys. Does Keys:Directory name the key ring of this data directory?",

        // The text of an unexpected exception is not known to be free of personal data.
        _ => $"unexpected fault {fault.GetType().Name}. Please report it, with the verb and the version (--version).",
    };

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
