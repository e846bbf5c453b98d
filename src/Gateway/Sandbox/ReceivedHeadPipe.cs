using System.IO.Pipelines;

namespace HmisGateway.Sandbox;

/// <summary>A connection whose input is read through a <see cref="ReceivedHeadReader"/>.</summary>
internal sealed class ReceivedHeadPipe(PipeReader input, PipeWriter output) : IDuplexPipe
{
    /// <inheritdoc/>
    public PipeReader Input => input;

    /// <inheritdoc/>
    public PipeWriter Output => output;
}
