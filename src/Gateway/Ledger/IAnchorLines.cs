namespace HmisGateway.Ledger;

/// <summary>Where the lines of an anchor are kept: text to which lines are only ever added. Several may use it at once.</summary>
internal interface IAnchorLines : IDisposable
{
    /// <summary>Where it is: a path, or an address.</summary>
    string Place { get; }

    /// <summary>Makes the place; nothing where it is there, or where somebody else has to make it.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    Task CreateAsync();

    /// <summary>All of it; null when the place is not there.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    ValueTask<string?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Adds lines; they are durable when the task completes. Not to be cancelled: what the lines tell of has happened.</summary>
    /// <exception cref="IOException">They could not be added; some may have been.</exception>
    /// <exception cref="UnauthorizedAccessException">This account may not add to the file.</exception>
    Task AppendAsync(IReadOnlyList<AnchorLine> lines);
}
