using Microsoft.AspNetCore.Connections.Features;

namespace HmisGateway.Pipeline.Receiving;

/// <summary>Ends a connection with the answer: what follows on it may be read in two ways too.</summary>
internal static class ConnectionEnd
{
    /// <summary>The answer that is being made is the last on its connection.</summary>
    public static void AfterAnswer(HttpContext context)
    {
        if (HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            return;
        }

        context.Response.Headers.Connection = "close";
    }
}
