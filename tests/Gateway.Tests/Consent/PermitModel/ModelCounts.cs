namespace HmisGateway.Tests.Consent.PermitModel;

/// <summary>What happened in all seeds together, so that it can be told that the model does what it is for.</summary>
internal sealed class ModelCounts
{
    /// <summary>Steps of the simulation.</summary>
    public long Steps { get; set; }

    /// <summary>Chunks handed to the kernel.</summary>
    public long Chunks { get; set; }

    /// <summary>Permits granted.</summary>
    public long Grants { get; set; }

    /// <summary>Permits renewed.</summary>
    public long Renewals { get; set; }

    /// <summary>Commits that took permission away and were answered.</summary>
    public long Returns { get; set; }

    /// <summary>Of these, such that had found a permit.</summary>
    public long Waits { get; set; }

    /// <summary>Of these, such that waited a whole lifetime.</summary>
    public long Leases { get; set; }

    /// <summary>Forwards that were reset.</summary>
    public long Resets { get; set; }

    /// <summary>Processes stopped.</summary>
    public long Stops { get; set; }

    /// <summary>Processes killed.</summary>
    public long Kills { get; set; }

    /// <summary>Servers promoted.</summary>
    public long Promotions { get; set; }

    /// <summary>What the decision names as remaining: chunks of a process that was stopped for about the margin or longer between look and system call, or across its deadline while the kernel went on.</summary>
    public long Residuals { get; set; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Steps} steps, {Chunks} chunks, {Grants} grants, {Renewals} renewals, {Returns} returns ({Waits} waited, {Leases} a lifetime), {Resets} resets, "
        + $"{Stops} stops, {Kills} kills, {Promotions} promotions, {Residuals} residuals";
}
