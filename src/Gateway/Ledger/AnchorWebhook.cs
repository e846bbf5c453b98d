using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HmisGateway.Hosting;
using Polly;
using Polly.CircuitBreaker;

namespace HmisGateway.Ledger;

/// <summary>An anchor at an HTTP endpoint that only adds: <c>POST</c> adds a line, <c>GET</c> answers all of them.</summary>
/// <remarks>The other side of it is described in <c>docs/reference/anchor-webhook.md</c>.</remarks>
/// <param name="address">The endpoint.</param>
/// <param name="credential">What is presented to it; without a header nothing is.</param>
/// <param name="timeout">How long a line may take, all attempts together.</param>
internal sealed class AnchorWebhook(Uri address, AnchorCredentialOptions credential, TimeSpan timeout) : IAnchorLines
{
    /// <summary>The longest anchor that is read, in bytes.</summary>
    public const int MaxBytes = 128 * BytesPerSecond;

    /// <summary>How slowly an anchor may be read.</summary>
    private const int BytesPerSecond = 1024 * 1024;

    private const int LinesAtOnce = 8;
    private readonly HttpClient _http = AnchorWebhookHttp.Create(timeout);

    /// <inheritdoc/>
    public string Place => address.AbsoluteUri;

    /// <inheritdoc/>
    public Task CreateAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask<string?> ReadAsync(CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = RequestOf(HttpMethod.Get, ReadCredential());
        request.Headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        using HttpResponseMessage answer = await SendAsync(request, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw Refusal(request, answer);
        }

        // What ends with its connection may have been cut off, and the newest lines come last.
        if (answer.Content.Headers.ContentLength is null && answer.Headers.TransferEncodingChunked != true && answer.Version < HttpVersion.Version20)
        {
            throw new AnchorWebhookException($"{Place} does not say where its answer ends");
        }

        return await ReadContentAsync(answer.Content, cancellationToken);
    }

    /// <summary>Adds lines, several at once and each in a call of its own; every one was answered as durable when the task completes.</summary>
    /// <exception cref="AnchorWebhookException">One was not; some may have been added.</exception>
    public async Task AppendAsync(IReadOnlyList<AnchorLine> lines)
    {
        string? secret = ReadCredential();
        await Parallel.ForEachAsync(
            lines, new ParallelOptions { MaxDegreeOfParallelism = LinesAtOnce }, (line, stop) => PostAsync(line, secret, stop));
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async ValueTask PostAsync(AnchorLine line, string? secret, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = RequestOf(HttpMethod.Post, secret);
        request.Content = new ByteArrayContent([.. JsonSerializer.SerializeToUtf8Bytes(line, AnchorJson.Default.AnchorLine), (byte)'\n']);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage answer = await SendAsync(request, cancellationToken);

        // Nothing else says that the line is durable: 202 says that it is not yet.
        if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.NoContent))
        {
            throw Refusal(request, answer);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (Exception fault) when (IsOfTheCall(fault, cancellationToken))
        {
            throw new AnchorWebhookException(
                fault switch
                {
                    BrokenCircuitException => $"{Place} failed repeatedly and is left alone for some seconds",
                    HttpRequestException { HttpRequestError: var error } => $"{Place} cannot be reached ({error})",
                    _ => $"{Place} did not answer in time",
                },
                fault);
        }
    }

    private async Task<string> ReadContentAsync(HttpContent content, CancellationToken cancellationToken)
    {
        long length = Math.Min(content.Headers.ContentLength ?? MaxBytes, MaxBytes);
        using CancellationTokenSource slow = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        slow.CancelAfter(timeout + TimeSpan.FromSeconds(length / BytesPerSecond));
        try
        {
            await content.LoadIntoBufferAsync(MaxBytes, slow.Token);
            return Encoding.UTF8.GetString(await content.ReadAsByteArrayAsync(slow.Token));
        }
        catch (Exception fault) when (IsOfTheCall(fault, cancellationToken))
        {
            throw new AnchorWebhookException(
                fault is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }
                    ? $"{Place} answered more than {MaxBytes} bytes"
                    : $"{Place} did not answer all of its lines",
                fault);
        }
    }

    private HttpRequestMessage RequestOf(HttpMethod method, string? secret)
    {
        HttpRequestMessage request = new(method, address);
        if (secret is not null)
        {
            request.Headers.TryAddWithoutValidation(credential.Header!, secret);
        }

        return request;
    }

    /// <summary>Read for each call, so that another value is presented as soon as it is there.</summary>
    private string? ReadCredential() =>
        credential is not { Header.Length: > 0, FromFile: { Length: > 0 } file } ? null
        : VendorCredentialFile.TryRead(file, out string secret) is { } problem ? throw new AnchorWebhookException($"Ledger:AnchorCredential:FromFile: {problem}")
        : secret;

    private AnchorWebhookException Refusal(HttpRequestMessage request, HttpResponseMessage answer) =>
        new($"{Place} answered {(int)answer.StatusCode} to {request.Method}");

    private static bool IsOfTheCall(Exception fault, CancellationToken cancellationToken) =>
        fault is HttpRequestException or IOException or ExecutionRejectedException
        || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
