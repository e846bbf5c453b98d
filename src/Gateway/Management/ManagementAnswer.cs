namespace HmisGateway.Management;

/// <summary>The answer to a management operation. A closed result.</summary>
/// <typeparam name="T">What it answers when it was done.</typeparam>
internal abstract record ManagementAnswer<T>
{
    private ManagementAnswer()
    {
    }

    /// <summary>It was done.</summary>
    /// <param name="Value">What it answered.</param>
    public sealed record Answered(T Value) : ManagementAnswer<T>;

    /// <summary>It was refused.</summary>
    /// <param name="Refusal">Why.</param>
    public sealed record Refused(ManagementRefusal Refusal) : ManagementAnswer<T>;
}
