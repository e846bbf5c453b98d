namespace HmisGateway.Hosting;

/// <summary>What becomes of a file whose bytes are no text.</summary>
internal enum OpaqueAttachments
{
    /// <summary>It is judged by the clients whom its request names. Whom it shows nobody can say: a risk that remains.</summary>
    Forward,

    /// <summary>Its request is kept offline.</summary>
    Divert,
}
