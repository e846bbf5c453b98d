using HmisGateway.Storage.Registry;

namespace HmisGateway.Storage.Sqlite;

/// <summary>One SQL statement of the adapter. Its number lets each session find its prepared form without hashing the text.</summary>
/// <param name="text">The SQL; values are always parameters.</param>
/// <param name="tellsChanges">
/// True for a statement on the tables of a look-up whose callers tell <see cref="SqliteSession.Changes"/> what it changes. After any other
/// such statement the cache forgets everything: a new statement is slow before it is wrong.
/// </param>
internal sealed class SqlText(string text, bool tellsChanges = false)
{
    private static int s_count;

    /// <summary>The SQL.</summary>
    public string Text { get; } = text;

    /// <summary>True when it changes what <see cref="PersonLookup"/> reads and nobody tells what exactly.</summary>
    public bool ChangesAnything { get; } = !tellsChanges && RegistryTables.AreChangedBy(text);

    /// <summary>Numbers the statements of the program from 0.</summary>
    public int Number { get; } = Interlocked.Increment(ref s_count) - 1;
}
