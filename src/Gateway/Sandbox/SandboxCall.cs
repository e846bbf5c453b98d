namespace HmisGateway.Sandbox;

/// <summary>One call that the sandbox prints.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Command">A line for bash.</param>
/// <param name="Expected">What comes back, in one line.</param>
/// <param name="ExpectedFragment">Text that the command's output contains when all is well.</param>
internal sealed record SandboxCall(string Title, string Command, string Expected, string ExpectedFragment);
