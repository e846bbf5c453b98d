using System.Net;

namespace HmisGateway.Bench.Load;

/// <summary>One of many writers: what it sends, and where to.</summary>
/// <param name="Kind">What its requests are, for the report.</param>
/// <param name="Request">The request.</param>
/// <param name="Target">Where it goes.</param>
/// <param name="ExpectedStatus">How it should be answered.</param>
internal sealed record LoadWriter(string Kind, RequestTemplate Request, IPEndPoint Target, int ExpectedStatus);
