using HmisGateway.Policy.Payloads.HudCsv;

namespace HmisGateway.Pipeline.Bulk;

/// <summary>One CSV file of an upload.</summary>
/// <param name="Name">Its name in the archive.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Open">Opens its bytes.</param>
/// <param name="Table">Its columns.</param>
/// <param name="Header">Its first line with the line end.</param>
internal sealed record UploadFile(string Name, long Size, Func<Stream> Open, HudCsvTable Table, byte[] Header);
