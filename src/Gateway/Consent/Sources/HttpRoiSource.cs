using System.Net.Http.Headers;
using System.Text.Json;
using HmisGateway.Hosting;

namespace HmisGateway.Consent.Sources;

/// <summary>A source that speaks the small protocol of docs/reference/roi-sources.md.</summary>
internal sealed class HttpRoiSource(RoiSourceCaller caller, ConsentOptions options, IReadOnlyList<VendorOptions> vendors) : IRoiSource
{
    private readonly Uri _address = new(options.Address!);

    /// <inheritdoc/>
    public int MostClients => 100;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RoiSourceClient>> AskAsync(
        string agencyId, IReadOnlyList<RoiSourceQuestion> asked, CancellationToken cancellationToken)
    {
        HttpRoiQuestion question = new(agencyId, [.. asked.Select(static one => new HttpRoiClient(
            one.ClientId, one.VendorId is { } vendorId ? $"{vendorId.Vendor}:{vendorId.Id}" : null))]);
        using ByteArrayContent content = new(JsonSerializer.SerializeToUtf8Bytes(question, HttpRoiJson.Default.HttpRoiQuestion));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        byte[] answer = await caller.AskAsync(content, _address, "application/json", cancellationToken);
        return Read(answer, asked);
    }

    private List<RoiSourceClient> Read(byte[] answer, IReadOnlyList<RoiSourceQuestion> asked)
    {
        HttpRoiAnswer? read;
        try
        {
            read = JsonSerializer.Deserialize(answer, HttpRoiJson.Default.HttpRoiAnswer);
        }
        catch (JsonException)
        {
            // The exception's text may quote the answer.
            read = null;
        }

        if (read?.Clients is not { } clients || clients.Any(static client => client?.ClientId is null || client.Forms is not { } forms || forms.Contains(null!)))
        {
            throw new RoiSourceUnavailableException("The ROI source's answer is not of its protocol.");
        }

        List<RoiSourceClient> found = [];
        foreach (HttpRoiClient client in clients)
        {
            List<FieldProblem> problems = [];
            RoiSourceClient one = new(client.ClientId!, VendorClientIdReader.Read(client.VendorId, vendors, problems), client.Forms!);
            if (problems.Count > 0 || !asked.Contains(one.VendorId is null ? new RoiSourceQuestion(one.ClientId, null) : new RoiSourceQuestion(null, one.VendorId)))
            {
                throw new RoiSourceUnavailableException("The ROI source answered about a client for whom it was not asked.");
            }

            found.Add(one);
        }

        return found;
    }
}
