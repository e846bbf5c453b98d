using HmisGateway.Storage.Registry;

namespace HmisGateway.Storage.Postgres;

/// <summary>One SQL statement of the adapter; values are always parameters, <c>$1</c> the first.</summary>
/// <param name="text">The SQL.</param>
/// <param name="tellsChanges">
/// True for a statement on the tables of a look-up whose callers tell <see cref="PostgresSession.Changes"/> what it changes. After any other
/// such statement the cache forgets everything: a new statement is slow before it is wrong.
/// </param>
internal sealed class PostgresSql(string text, bool tellsChanges = false)
{
    /// <summary>The SQL.</summary>
    public string Text { get; } = text;

    /// <summary>True when it changes what a look-up reads and nobody tells what exactly.</summary>
    public bool ChangesAnything { get; } = !tellsChanges && RegistryTables.AreChangedBy(text);

    /// <summary>A use of the statement, to which its values are bound in order.</summary>
    public PostgresCall Call() => new(this);
}
