namespace HmisGateway.Experiments.Rounds;

/// <summary>One kind of experiment: a fault that is repeated at other moments, round by round.</summary>
internal interface IExperiment : IAsyncDisposable
{
    /// <summary>Prepares what all rounds share: processes, folders, an agency.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Carries out one round.</summary>
    /// <param name="attempt">Counts from 1, also over rounds that do not count.</param>
    /// <param name="numbers">The random numbers of this round; they depend on the seed and the attempt only.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    Task<RoundResult> RunAsync(int attempt, SeededNumbers numbers, CancellationToken cancellationToken);

    /// <summary>Checks what only the end of all rounds can show.</summary>
    /// <returns>Every promise that was not kept, in words.</returns>
    Task<IReadOnlyList<string>> FinishAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);
}
