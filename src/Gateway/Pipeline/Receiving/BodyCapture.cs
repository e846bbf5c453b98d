using System.IO.Pipelines;
using HmisGateway.Faults;

namespace HmisGateway.Pipeline.Receiving;

/// <summary>Reads a request body completely into pooled memory, under a limit of our own.</summary>
internal static class BodyCapture
{
    private const int FirstRent = 64 * 1024;

    /// <summary>Reads the body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">Most bytes that are taken.</param>
    /// <param name="cancellationToken">Cancelled when the agency system goes away.</param>
    /// <returns>The body, or null when it is larger than <paramref name="limit"/>.</returns>
    /// <exception cref="IOException">The body was broken off or is not framed as HTTP says.</exception>
    public static async ValueTask<CapturedBody?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        // What a sender announces takes no memory before it comes.
        CapturedBody body = new((int)Math.Min(request.ContentLength ?? 0, FirstRent));
        return await TryReadAsync(request, body, limit, cancellationToken) ? body : null;
    }

    /// <summary>Reads the body into <paramref name="body"/>, which is disposed unless it is here completely.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">Takes the bytes.</param>
    /// <param name="limit">Most bytes that are taken.</param>
    /// <param name="cancellationToken">Cancelled when the agency system goes away.</param>
    /// <returns>False when it is larger than <paramref name="limit"/>.</returns>
    /// <exception cref="IOException">The body was broken off or is not framed as HTTP says.</exception>
    public static async ValueTask<bool> TryReadAsync<TBody>(HttpRequest request, TBody body, long limit, CancellationToken cancellationToken)
        where TBody : class, IReceivedBody, IDisposable
    {
        try
        {
            PipeReader reader = request.BodyReader;
            while (true)
            {
                FaultPoint.Pass(FaultOperation.AgencyReceive);
                ReadResult read = await reader.ReadAsync(cancellationToken);
                bool fits = body.Received + read.Buffer.Length <= limit;
                if (fits)
                {
                    foreach (ReadOnlyMemory<byte> segment in read.Buffer)
                    {
                        body.Append(segment.Span);
                    }
                }

                reader.AdvanceTo(read.Buffer.End);
                if (!fits)
                {
                    body.Dispose();
                    return false;
                }

                if (read.IsCompleted)
                {
                    return true;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }
}
