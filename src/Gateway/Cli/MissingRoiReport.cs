namespace HmisGateway.Cli;

/// <summary>What <c>roi missing</c> wrote.</summary>
/// <param name="Clients">Clients whose data waits for a ROI.</param>
/// <param name="File">The file.</param>
internal sealed record MissingRoiReport(int Clients, string File);
