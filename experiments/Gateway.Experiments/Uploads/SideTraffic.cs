using System.Diagnostics;
using System.Text;

namespace HmisGateway.Experiments.Uploads;

/// <summary>What an agency does besides its upload: small writes, and forms, of which every second says No Sharing; one call after the other.</summary>
internal sealed class SideTraffic : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    private readonly HttpClient _agency;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<double> _milliseconds = [];
    private readonly Task _calls;

    private SideTraffic(HttpClient agency)
    {
        _agency = agency;
        _calls = Task.Run(CallAsync);
    }

    /// <summary>How many calls were answered.</summary>
    public int Count => _milliseconds.Count;

    /// <summary>How many of them with an error.</summary>
    public int Failed { get; private set; }

    /// <summary>Starts it.</summary>
    public static SideTraffic Start(HttpClient agency) => new(agency);

    /// <summary>Ends it after the call that runs.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _calls;
        _milliseconds.Sort();
    }

    /// <summary>How long the calls took.</summary>
    /// <param name="share">Of so many of them, from 0 to 1.</param>
    public double Milliseconds(double share) => Count == 0 ? 0 : _milliseconds[(int)Math.Min(Count - 1, Count * share)];

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private static HttpRequestMessage Call(int number) => number % 10 == 0
        ? Request(HttpMethod.Put, $"/_gateway/v1/clients/walk-in-{number}/roi", $$"""{"choice":"{{(number % 20 == 0 ? "none" : "full")}}","signedOn":"2026-02-01"}""")
        : Request(HttpMethod.Post, "/clients", """{"client":{"first_name":"Ada","last_name":"Quill"}}""", "p00000000");

    private static HttpRequestMessage Request(HttpMethod method, string path, string json, string? client = null)
    {
        HttpRequestMessage request = new(method, new Uri(path, UriKind.Relative)) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (client is not null)
        {
            request.Headers.Add("Hmis-Gateway-Client", client);
        }

        return request;
    }

    private async Task CallAsync()
    {
        for (int i = 0; !_stop.IsCancellationRequested; i++)
        {
            long started = Stopwatch.GetTimestamp();
            using HttpRequestMessage request = Call(i);
            using HttpResponseMessage answer = await _agency.SendAsync(request);
            _milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (!answer.IsSuccessStatusCode)
            {
                Failed++;
                await Console.Error.WriteLineAsync($"{request.Method} {request.RequestUri}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }

            await Task.Delay(Between, TimeProvider.System);
        }
    }
}
