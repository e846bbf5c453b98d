namespace HmisGateway.Hosting;

/// <summary>Section <c>Attachments</c>: files that come in parts of a request.</summary>
internal sealed class AttachmentsOptions
{
    /// <summary>What becomes of a file that is no text, so that it cannot be swept: a picture, a PDF.</summary>
    /// <value>The default is <see cref="OpaqueAttachments.Forward"/>.</value>
    public OpaqueAttachments Opaque { get; set; }
}
