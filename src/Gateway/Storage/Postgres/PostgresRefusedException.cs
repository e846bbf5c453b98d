namespace HmisGateway.Storage.Postgres;

/// <summary>The database is there and must not be used as it is. The message says what is wrong and what to do, and holds no secret.</summary>
internal sealed class PostgresRefusedException : IOException
{
    public PostgresRefusedException()
    {
    }

    public PostgresRefusedException(string message)
        : base(message)
    {
    }

    public PostgresRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
