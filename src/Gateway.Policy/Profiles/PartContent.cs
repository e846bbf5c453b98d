namespace HmisGateway.Policy.Profiles;

/// <summary>What a part of a multipart body holds when it is not a plain field.</summary>
public enum PartContent
{
    /// <summary>JSON, to which pointers lead.</summary>
    Json,

    /// <summary>A file: its text is swept, and bytes that are no text are judged by the clients whom the request names elsewhere.</summary>
    File,
}
