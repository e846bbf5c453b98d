namespace HmisGateway.Storage.Sqlite;

/// <summary>One SQL statement of the adapter. Its number lets each session find its prepared form without hashing the text.</summary>
/// <param name="text">The SQL; values are always parameters.</param>
internal sealed class SqlText(string text)
{
    private static int s_count;

    /// <summary>The SQL.</summary>
    public string Text { get; } = text;

    /// <summary>Numbers the statements of the program from 0.</summary>
    public int Number { get; } = Interlocked.Increment(ref s_count) - 1;
}
