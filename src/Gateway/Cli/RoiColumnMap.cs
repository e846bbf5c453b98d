namespace HmisGateway.Cli;

/// <summary>How the columns of a foreign file are called: <c>COL=NAME</c>, the import's column and the file's name for it.</summary>
internal sealed class RoiColumnMap
{
    /// <summary>The import's columns.</summary>
    public const string Columns = "client_id,choice,signed_on,ends_on,signer,first_name,last_name,dob,ssn,vendor_id";

    private static readonly string[] Known = Columns.Split(',');
    private readonly Dictionary<string, string> _columnOfName = new(StringComparer.OrdinalIgnoreCase);

    private RoiColumnMap()
    {
    }

    /// <summary>Reads mappings.</summary>
    /// <returns>The map, or null with a problem.</returns>
    public static RoiColumnMap? Read(IEnumerable<string> mappings, out string? problem)
    {
        RoiColumnMap map = new();
        HashSet<string> columns = [];
        foreach (string mapping in mappings)
        {
            int equals = mapping.IndexOf('=', StringComparison.Ordinal);
            string column = equals < 0 ? "" : mapping[..equals].Trim();
            string name = mapping[(equals + 1)..].Trim();
            if (!Known.Contains(column, StringComparer.Ordinal) || name.Length == 0)
            {
                problem = $"--map: write COL=NAME, where COL is one of {Columns} and NAME stands in the file's header.";
                return null;
            }

            if (!columns.Add(column) || !map._columnOfName.TryAdd(name, column))
            {
                problem = $"--map: the column {column} or its name is mapped twice.";
                return null;
            }
        }

        problem = null;
        return map;
    }

    /// <summary>The import's column for a name in the file, or null for a column to leave out.</summary>
    public string? ColumnOf(string name)
    {
        name = name.Trim();
        if (_columnOfName.TryGetValue(name, out string? column))
        {
            return column;
        }

        // A column that is mapped to another name is not also taken under its own.
        string? own = Array.Find(Known, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return own is not null && !_columnOfName.ContainsValue(own) ? own : null;
    }
}
