namespace HmisGateway.Consent.Permits;

/// <summary>A connection on which a request is sent.</summary>
internal interface ISendConnection
{
    /// <summary>
    /// Resets the connection if bytes of the request are still on their way: a vendor that answered before it had read everything would get them
    /// after the request counts as ended.
    /// </summary>
    void EnsureDelivered(SendDeadline request);

    /// <summary>Resets the connection if it still sends this request; what the vendor has not acknowledged is dropped.</summary>
    void Reset(SendDeadline request);
}
