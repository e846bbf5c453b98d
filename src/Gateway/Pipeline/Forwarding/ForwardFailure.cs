using Polly.CircuitBreaker;

namespace HmisGateway.Pipeline.Forwarding;

/// <summary>Tells a failure before anything was sent from one after which nobody knows.</summary>
internal static class ForwardFailure
{
    /// <summary>True only when it is certain that not one byte of the request was sent. In doubt: false.</summary>
    public static bool NothingWasSent(Exception? exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is VendorUnreachableException
                or BrokenCircuitException
                or HttpRequestException
                {
                    HttpRequestError: HttpRequestError.NameResolutionError
                        or HttpRequestError.ConnectionError
                        or HttpRequestError.SecureConnectionError
                })
            {
                return true;
            }
        }

        return false;
    }
}
