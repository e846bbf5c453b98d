namespace HmisGateway.Cli;

/// <summary>Reads what must not stand on the command line: from a file, or from standard input.</summary>
internal static class SecretInput
{
    /// <summary>The name that stands for standard input.</summary>
    public const string StandardInput = "-";

    private const int MaxCharacters = 64 * 1024;

    /// <summary>Reads all of it.</summary>
    /// <param name="file">A file, or <see cref="StandardInput"/>.</param>
    /// <param name="environment">Where relative paths start, and standard input.</param>
    /// <param name="cancellationToken">Cancels the wait for input.</param>
    /// <exception cref="IOException">It cannot be read, or is larger than 64 KiB.</exception>
    public static async Task<string> ReadAsync(string file, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        if (file == StandardInput)
        {
            return await ReadAsync(environment.In, cancellationToken);
        }

        using StreamReader reader = new(Path.GetFullPath(file, environment.WorkingDirectory));
        return await ReadAsync(reader, cancellationToken);
    }

    private static async Task<string> ReadAsync(TextReader reader, CancellationToken cancellationToken)
    {
        char[] buffer = new char[MaxCharacters + 1];
        int length = await reader.ReadBlockAsync(buffer, cancellationToken);
        return length <= MaxCharacters ? new string(buffer, 0, length) : throw new IOException($"more than {MaxCharacters} characters.");
    }
}
