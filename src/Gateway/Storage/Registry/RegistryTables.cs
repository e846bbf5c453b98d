using System.Text.RegularExpressions;

namespace HmisGateway.Storage.Registry;

/// <summary>The tables that a look-up reads, in every storage.</summary>
internal static partial class RegistryTables
{
    /// <summary>True for a statement that changes one of them.</summary>
    /// <param name="sql">The statement.</param>
    public static bool AreChangedBy(string sql) => Change().IsMatch(sql);

    [GeneratedRegex(@"\b(INTO|UPDATE(\s+OR\s+\w+)?|DELETE\s+FROM)\s+""?(person|reference|roi)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Change();
}
