namespace HmisGateway.Experiments.Vendor;

/// <summary>Bytes that arrived at the vendor in one piece.</summary>
/// <param name="At">When, in ticks of <see cref="System.Diagnostics.Stopwatch"/>: on Linux one clock for all processes of the machine.</param>
/// <param name="Connection">On which connection; counts from 1.</param>
/// <param name="Bytes">What arrived.</param>
/// <param name="Waiting">
/// In place of bytes, the answer to <see cref="VendorProcess.CountAsync"/>: how many had arrived on this connection and were not read. In the
/// record of a vendor that watches: how many had arrived in all, written when there are more.
/// </param>
internal sealed record RecordedChunk(long At, int Connection, byte[] Bytes, long? Waiting = null);
