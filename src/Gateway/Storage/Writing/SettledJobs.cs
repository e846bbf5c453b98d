namespace HmisGateway.Storage.Writing;

/// <summary>
/// Some jobs of a commit group, settled, whose callers are told one after the other on a thread of the pool. One such item for each
/// processor, instead of one for each job, spares most of the wake-ups that a commit costs; the writer's thread never runs what callers do next.
/// </summary>
/// <param name="jobs">The settled jobs.</param>
internal sealed class SettledJobs(WriterJob[] jobs) : IThreadPoolWorkItem
{
    /// <summary>Has the callers of settled jobs told.</summary>
    public static void Tell(IReadOnlyList<WriterJob> settled)
    {
        int shares = Math.Min(settled.Count, Environment.ProcessorCount);
        for (int share = 0; share < shares; share++)
        {
            int from = settled.Count * share / shares;
            int to = settled.Count * (share + 1) / shares;
            WriterJob[] jobs = new WriterJob[to - from];
            for (int i = from; i < to; i++)
            {
                jobs[i - from] = settled[i];
            }

            ThreadPool.UnsafeQueueUserWorkItem(new SettledJobs(jobs), preferLocal: false);
        }
    }

    /// <summary>Has the caller of one settled job told.</summary>
    public static void Tell(WriterJob settled) => ThreadPool.UnsafeQueueUserWorkItem(new SettledJobs([settled]), preferLocal: false);

    /// <inheritdoc/>
    public void Execute()
    {
        foreach (WriterJob job in jobs)
        {
            job.Tell();
        }
    }
}
