namespace HmisGateway.Bench.Load;

/// <summary>An answer as a writer heard it.</summary>
/// <param name="Writer">Who.</param>
/// <param name="Status">Its status.</param>
/// <param name="Latency">How long it took, in units of 100 ns.</param>
internal readonly record struct LoadAnswer(LoadWriter Writer, int Status, int Latency);
