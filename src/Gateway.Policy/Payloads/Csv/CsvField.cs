namespace HmisGateway.Policy.Payloads.Csv;

/// <summary>Where one field of a row stands, without its quotes.</summary>
/// <param name="Start">First byte, counted from the start of the row.</param>
/// <param name="Length">Number of bytes.</param>
/// <param name="HasDoubledQuotes">True when it holds quotes, each written twice.</param>
internal readonly record struct CsvField(int Start, int Length, bool HasDoubledQuotes);
