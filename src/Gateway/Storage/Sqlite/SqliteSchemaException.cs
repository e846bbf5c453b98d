namespace HmisGateway.Storage.Sqlite;

/// <summary>The database is not one that this version of the gateway can use. The message says what is wrong and what to do.</summary>
internal sealed class SqliteSchemaException : Exception
{
    public SqliteSchemaException()
    {
    }

    public SqliteSchemaException(string message)
        : base(message)
    {
    }

    public SqliteSchemaException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
