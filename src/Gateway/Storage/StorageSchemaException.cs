namespace HmisGateway.Storage;

/// <summary>The database is not one that this version of the gateway can use. The message says what is wrong and what to do.</summary>
internal sealed class StorageSchemaException : Exception
{
    public StorageSchemaException()
    {
    }

    public StorageSchemaException(string message)
        : base(message)
    {
    }

    public StorageSchemaException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
