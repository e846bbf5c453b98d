using System.Collections.Frozen;

namespace HmisGateway.Consent;

/// <summary>The columns of an import file, in the order of its header.</summary>
internal sealed class RoiCsvColumns
{
    private const string Header = "client_id,choice,signed_on,ends_on,signer,first_name,last_name,dob,ssn,vendor_id";

    private static readonly string[] Known = Header.Split(',');
    private static readonly string[] Required = ["client_id", "choice", "signed_on"];

    private static readonly FrozenDictionary<string, string> ColumnsOfFields = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["clientId"] = "client_id",
        ["choice"] = "choice",
        ["signedOn"] = "signed_on",
        ["endsOn"] = "ends_on",
        ["signer"] = "signer",
        ["vendorId"] = "vendor_id",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private RoiCsvColumns(string[] names) => Names = names;

    /// <summary>The column names, by position.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Position of <c>client_id</c>, or -1.</summary>
    public int ClientId { get; private init; }

    /// <summary>Position of <c>choice</c>, or -1.</summary>
    public int Choice { get; private init; }

    /// <summary>Position of <c>signed_on</c>, or -1.</summary>
    public int SignedOn { get; private init; }

    /// <summary>Position of <c>ends_on</c>, or -1.</summary>
    public int EndsOn { get; private init; }

    /// <summary>Position of <c>signer</c>, or -1.</summary>
    public int Signer { get; private init; }

    /// <summary>Position of <c>first_name</c>, or -1.</summary>
    public int FirstName { get; private init; }

    /// <summary>Position of <c>last_name</c>, or -1.</summary>
    public int LastName { get; private init; }

    /// <summary>Position of <c>dob</c>, or -1.</summary>
    public int Dob { get; private init; }

    /// <summary>Position of <c>ssn</c>, or -1.</summary>
    public int Ssn { get; private init; }

    /// <summary>Position of <c>vendor_id</c>, or -1.</summary>
    public int VendorId { get; private init; }

    /// <summary>Reads a header.</summary>
    /// <param name="header">The first line's fields.</param>
    /// <param name="problem">What is wrong. Names a column by its number: a file without a header starts with a client.</param>
    /// <returns>The columns, or null.</returns>
    public static RoiCsvColumns? Read(string[] header, out string problem)
    {
        string[] names = new string[header.Length];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = Array.Find(Known, known => known.Equals(header[i].Trim(), StringComparison.OrdinalIgnoreCase)) ?? "";
            if (names[i].Length == 0)
            {
                problem = $"Column {i + 1} of the header is not known. The first line must name the columns, any of: {Header}.";
                return null;
            }

            if (Array.IndexOf(names, names[i]) < i)
            {
                problem = $"The header names the column {names[i]} twice.";
                return null;
            }
        }

        string? missing = Required.FirstOrDefault(name => !names.Contains(name, StringComparer.Ordinal));
        problem = missing is null ? "" : $"The header lacks the column {missing}. The first line must name the columns, any of: {Header}.";
        return missing is null ? Locate(names) : null;
    }

    /// <summary>Several problems of a row as one text, by column.</summary>
    public static string Describe(IEnumerable<FieldProblem> problems) =>
        string.Join(' ', problems.Select(static problem => $"{ColumnsOfFields.GetValueOrDefault(problem.Field, problem.Field)}: {problem.Detail}"));

    private static RoiCsvColumns Locate(string[] names) => new(names)
    {
        ClientId = Array.IndexOf(names, "client_id"),
        Choice = Array.IndexOf(names, "choice"),
        SignedOn = Array.IndexOf(names, "signed_on"),
        EndsOn = Array.IndexOf(names, "ends_on"),
        Signer = Array.IndexOf(names, "signer"),
        FirstName = Array.IndexOf(names, "first_name"),
        LastName = Array.IndexOf(names, "last_name"),
        Dob = Array.IndexOf(names, "dob"),
        Ssn = Array.IndexOf(names, "ssn"),
        VendorId = Array.IndexOf(names, "vendor_id"),
    };
}
