using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HmisGateway.EndToEndTests.Harness;

/// <summary>An agency's own consent system, as the gateway's small protocol asks it.</summary>
public sealed class RoiSourceServer : IAsyncDisposable
{
    private WebApplication? _application;

    /// <summary>The forms of a client, as JSON, by the agency's own id.</summary>
    public ConcurrentDictionary<string, string> Forms { get; } = new();

    /// <summary>The agency's own id of an HMIS id.</summary>
    public ConcurrentDictionary<string, string> VendorIds { get; } = new();

    /// <summary>The status that it answers instead of what it knows; 0 for none.</summary>
    public int Fault { get; set; }

    /// <summary>What an answer waits for.</summary>
    public Task Pause { get; set; } = Task.CompletedTask;

    /// <summary>Whether the head of an answer is sent before <see cref="Pause"/>.</summary>
    public bool PausesAfterHead { get; set; }

    /// <summary>How often it was asked.</summary>
    public int Questions { get; private set; }

    public string Address => _application!.Urls.Single() + "/roi-lookups";

    public async Task StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.Run(AnswerAsync);
        await _application.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Questions++;
        if (PausesAfterHead)
        {
            context.Response.ContentType = "application/json";
            await context.Response.StartAsync();
        }

        await Pause.WaitAsync(context.RequestAborted);
        if (Fault != 0)
        {
            context.Response.StatusCode = Fault;
            return;
        }

        JsonNode question = (await JsonNode.ParseAsync(context.Request.Body))!;
        JsonArray clients = [];
        foreach (JsonNode? asked in question["clients"]!.AsArray())
        {
            string? vendorId = asked!["vendorId"]?.GetValue<string>();
            string? id = asked["clientId"]?.GetValue<string>() ?? VendorIds.GetValueOrDefault(vendorId!);
            if (id is not null && Forms.TryGetValue(id, out string? forms))
            {
                JsonObject client = new() { ["clientId"] = id, ["forms"] = JsonNode.Parse(forms) };
                if (vendorId is not null)
                {
                    client["vendorId"] = vendorId;
                }

                clients.Add((JsonNode)client);
            }
        }

        if (!PausesAfterHead)
        {
            context.Response.ContentType = "application/json";
        }

        await context.Response.WriteAsync(JsonSerializer.Serialize(new JsonObject { ["clients"] = clients }));
    }
}
