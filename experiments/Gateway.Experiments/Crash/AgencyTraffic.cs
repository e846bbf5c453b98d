using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace HmisGateway.Experiments.Crash;

/// <summary>An agency system that sends writes, reads and forms over several connections, and remembers every answer.</summary>
internal sealed class AgencyTraffic : IDisposable
{
    /// <summary>Stands in every body about the client with No Sharing and in nothing else.</summary>
    public const string Canary = "canary-of-none";

    private const int Workers = 12;
    private const string Agency = "shelter";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = Workers })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    private readonly string _key;
    private readonly Uri _gateway;

    /// <summary>Creates it.</summary>
    public AgencyTraffic(Uri gateway, string key)
    {
        _gateway = gateway;
        _key = key;
    }

    /// <summary>The id of the agency that sends.</summary>
    public static string AgencyId => Agency;

    /// <summary>Puts the two clients on file.</summary>
    public async Task RecordClientsAsync(CancellationToken cancellationToken)
    {
        await RecordAsync("full-1", """{"choice":"full","signedOn":"2026-01-10","vendorId":"1001"}""", cancellationToken);
        await RecordAsync("none-1", """{"choice":"none","signedOn":"2026-01-10","vendorId":"1003"}""", cancellationToken);
    }

    /// <summary>Starts the load.</summary>
    /// <param name="round">Part of the marks.</param>
    /// <param name="numbers">What is sent, in which order.</param>
    public Load Start(int round, SeededNumbers numbers)
    {
        Load load = new();
        for (int worker = 0; worker < Workers; worker++)
        {
            SeededNumbers own = new((ulong)numbers.Next(int.MaxValue));
            load.Workers.Add(WorkAsync(load, string.Create(CultureInfo.InvariantCulture, $"m{round}-{worker}-"), own));
        }

        return load;
    }

    /// <summary>Sends one request as the agency system.</summary>
    public async Task<MarkedAnswer> SendAsync(MarkedRequest marked, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(marked.Method, new Uri(_gateway, marked.Path));
        request.Headers.Add("Hmis-Gateway-Key", _key);
        request.Headers.TryAddWithoutValidation("User-Agent", marked.Mark);
        if (marked.Client is not null)
        {
            request.Headers.Add("Hmis-Gateway-Client", marked.Client);
        }

        if (marked.Path.StartsWith("/_gateway/", StringComparison.Ordinal))
        {
            request.Headers.Add("Hmis-Gateway-Actor", "experiment");
            request.Headers.Add("Hmis-Gateway-Reason", "acceptance-test");
        }

        if (marked.Body.Length > 0)
        {
            request.Content = new ByteArrayContent(marked.Body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
        string? decision = response.Headers.TryGetValues("Hmis-Gateway-Decision", out IEnumerable<string>? values) ? values.Single() : null;
        return new MarkedAnswer(
            marked,
            (int)response.StatusCode,
            decision is null ? null : Guid.Parse(decision, CultureInfo.InvariantCulture),
            await response.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>Reads the content of an offline item back.</summary>
    /// <returns>The bytes, or null when there is no such item.</returns>
    public async Task<byte[]?> ReadBackAsync(Guid receipt, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(_gateway, $"/_gateway/v1/offline/{receipt}/content"));
        request.Headers.Add("Hmis-Gateway-Key", _key);
        request.Headers.Add("Hmis-Gateway-Actor", "experiment");
        request.Headers.Add("Hmis-Gateway-Reason", "acceptance-test");
        using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsByteArrayAsync(cancellationToken) : null;
    }

    public void Dispose() => _http.Dispose();

    private async Task RecordAsync(string client, string form, CancellationToken cancellationToken)
    {
        MarkedAnswer answer = await SendAsync(
            new MarkedRequest("prepare", MarkedKind.Form, HttpMethod.Put, $"/_gateway/v1/clients/{client}/roi", null, Encoding.UTF8.GetBytes(form)),
            cancellationToken);
        if (answer.Status != 200)
        {
            throw new ExperimentFailedException($"The form of {client} was answered {answer.Status}: {answer.Body}");
        }
    }

    private async Task WorkAsync(Load load, string mark, SeededNumbers numbers)
    {
        for (int i = 0; !load.IsStopped; i++)
        {
            MarkedRequest request = Next(string.Create(CultureInfo.InvariantCulture, $"{mark}{i}."), numbers);
            load.Sent[request.Mark] = request;
            MarkedAnswer answer;
            try
            {
                answer = await SendAsync(request, CancellationToken.None);
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
            {
                answer = new MarkedAnswer(request, Status: null, Decision: null, Body: "");
            }

            load.Answers.Enqueue(answer);
            if (answer.Status is null)
            {
                return;
            }
        }
    }

    private static MarkedRequest Next(string mark, SeededNumbers numbers) => numbers.Next(20) switch
    {
        < 7 => Write(mark, MarkedKind.Create, HttpMethod.Post, "/clients", "full-1", Name(mark)),
        < 10 => Write(mark, MarkedKind.Update, HttpMethod.Put, "/clients/1001", null, $$$"""{"client":{"alias":"{{{mark}}}"}}"""),
        < 16 => Write(mark, MarkedKind.Withheld, HttpMethod.Post, "/clients", "none-1", Name($"{mark} {Canary}")),
        < 18 => Write(mark, MarkedKind.Form, HttpMethod.Put, $"/_gateway/v1/clients/walk-in-{numbers.Next(4)}/roi", null, Form(numbers)),
        _ => new MarkedRequest(mark, MarkedKind.Read, HttpMethod.Get, "/clients/1001", null, []),
    };

    private static MarkedRequest Write(string mark, MarkedKind kind, HttpMethod method, string path, string? client, string json) =>
        new(mark, kind, method, path, client, Encoding.UTF8.GetBytes(json));

    private static string Name(string remark) =>
        $$$"""{"client":{"first_name":"Ada","last_name":"Quill"},"screenValues":{"intake_remarks":"{{{remark}}}"}}""";

    private static string Form(SeededNumbers numbers) =>
        numbers.Next(2) == 0 ? """{"choice":"none","signedOn":"2026-02-01"}""" : """{"choice":"full","signedOn":"2026-03-01"}""";

    /// <summary>A load that runs, and what was heard of it.</summary>
    internal sealed class Load
    {
        private volatile bool _isStopped;

        /// <summary>Everything that was sent, by mark.</summary>
        public ConcurrentDictionary<string, MarkedRequest> Sent { get; } = new(StringComparer.Ordinal);

        /// <summary>Everything that was answered or broken off.</summary>
        public ConcurrentQueue<MarkedAnswer> Answers { get; } = new();

        /// <summary>The connections.</summary>
        public List<Task> Workers { get; } = [];

        /// <summary>This load and another one that has ended, as one.</summary>
        public Load With(Load other)
        {
            Load both = new();
            foreach (Load one in new[] { this, other })
            {
                foreach ((string mark, MarkedRequest request) in one.Sent)
                {
                    both.Sent[mark] = request;
                }

                foreach (MarkedAnswer answer in one.Answers)
                {
                    both.Answers.Enqueue(answer);
                }
            }

            return both;
        }

        /// <summary>How many requests have been sent and not answered.</summary>
        public int InFlight => Sent.Count - Answers.Count;

        /// <summary>True when no more is to be sent.</summary>
        public bool IsStopped => _isStopped;

        /// <summary>Waits until so many requests have been answered, or every connection has broken.</summary>
        public async Task WaitForAnswersAsync(int count, CancellationToken cancellationToken)
        {
            while (Answers.Count < count && !Workers.TrueForAll(static worker => worker.IsCompleted))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
            }
        }

        /// <summary>Lets each connection end after its request.</summary>
        public Task StopAsync()
        {
            _isStopped = true;
            return Task.WhenAll(Workers);
        }
    }
}
