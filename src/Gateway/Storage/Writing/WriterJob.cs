namespace HmisGateway.Storage.Writing;

/// <summary>A change that waits for the writer, and the caller who waits for its commit.</summary>
internal abstract class WriterJob
{
    /// <summary>True when the caller gave up before the writer came to it; such a job is not run.</summary>
    public abstract bool IsCancelled { get; }

    /// <summary>The change is durable.</summary>
    public abstract void Complete();

    /// <summary>Nothing was changed.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>The job was not run.</summary>
    public abstract void Cancel();

    /// <summary>Tells the caller which of these it was, and runs what the caller does next. Not for the writer's thread.</summary>
    public abstract void Tell();
}
