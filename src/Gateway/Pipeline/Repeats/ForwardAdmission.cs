namespace HmisGateway.Pipeline.Repeats;

/// <summary>Whether a request that is permitted is sent. A closed result.</summary>
internal abstract record ForwardAdmission
{
    private ForwardAdmission()
    {
    }

    /// <summary>It is sent; its intent is durable.</summary>
    public sealed record Admitted : ForwardAdmission;

    /// <summary>The same write was sent before, and nobody knows whether it arrived: it is not sent again.</summary>
    /// <param name="Receipt">The item in doubt.</param>
    public sealed record InDoubt(Guid Receipt) : ForwardAdmission;

    /// <summary>The item that is being resubmitted is not held any more: somebody else has it.</summary>
    public sealed record NotHeld : ForwardAdmission;

    /// <summary>Its <c>Idempotency-Key</c> came with another request before.</summary>
    public sealed record KeyReused : ForwardAdmission;
}
