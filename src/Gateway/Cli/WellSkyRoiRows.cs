using System.Buffers;
using System.Globalization;
using CsvHelper;

namespace HmisGateway.Cli;

/// <summary>
/// <c>roi import --format wellsky-roi</c>: a report of the ROI entries of WellSky Community Services (ServicePoint), with the fields as All
/// Chicago describes them: <c>Client ID</c>, <c>Release Granted</c> (Yes or No), <c>Start Date</c> (the day of signing), <c>End Date</c>,
/// <c>Documentation</c> (the sharing option).
/// </summary>
/// <remarks>
/// The client id is the HMIS id and becomes both <c>client_id</c> and <c>vendor_id</c>, unless <c>--map</c> names another column. Of a release
/// that was not granted and a sharing option the stricter one counts.
/// </remarks>
internal sealed class WellSkyRoiRows(RoiColumnMap? map) : IRoiRowWriter
{
    // Neither full, limited nor none: the row is rejected.
    private const string Undecided = "?";

    private static readonly string[] s_dates = ["M/d/yyyy", "yyyy-MM-dd", "M/d/yyyy h:mm tt", "M/d/yyyy h:mm:ss tt", "M/d/yyyy H:mm", "M/d/yyyy H:mm:ss"];

    private static readonly (string Column, string[] Names)[] s_names =
    [
        ("client_id", ["CLIENTID", "CLIENTUID"]),
        ("signed_on", ["STARTDATE", "ROISTARTDATE"]),
        ("ends_on", ["ENDDATE", "ROIENDDATE"]),
        ("first_name", ["FIRSTNAME", "CLIENTFIRSTNAME"]),
        ("last_name", ["LASTNAME", "CLIENTLASTNAME"]),
        ("dob", ["DATEOFBIRTH", "DOB", "BIRTHDATE"]),
        ("ssn", ["SOCIALSECURITYNUMBER", "SSN", "SOCSECNO"]),
        ("vendor_id", ["CLIENTID", "CLIENTUID"]),
    ];

    private readonly List<(string Column, int Index)> _kept = [];
    private int _granted = -1;
    private int _option = -1;

    /// <inheritdoc/>
    public void WriteHeader(CsvReader reader, ArrayBufferWriter<byte> line)
    {
        string[] names = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)];
        string[] plain = [.. names.Select(static name => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant())];
        foreach (string column in RoiColumnMap.Columns.Split(','))
        {
            int index = Array.FindIndex(names, name => map?.ColumnOf(name) == column);
            string[] known = Array.Find(s_names, one => one.Column == column).Names ?? [];
            index = index >= 0 ? index : Array.FindIndex(plain, known.Contains);
            if (index >= 0)
            {
                _kept.Add((column, index));
                RoiCsvField.Write(line, column);
            }
        }

        if (_kept.TrueForAll(static kept => kept.Column != "choice"))
        {
            _granted = Array.FindIndex(plain, static name => name is "RELEASEGRANTED" or "ROIRELEASEGRANTED");
            _option = Array.FindIndex(plain, static name => name is "DOCUMENTATION" or "ROIDOCUMENTATION");
            if (_granted >= 0 || _option >= 0)
            {
                RoiCsvField.Write(line, "choice");
            }
        }
    }

    /// <inheritdoc/>
    public void WriteRow(CsvReader reader, ArrayBufferWriter<byte> line)
    {
        foreach ((string column, int index) in _kept)
        {
            if (column is "signed_on" or "ends_on"
                && DateTime.TryParseExact(reader.GetString(index).Trim(), s_dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date))
            {
                RoiCsvField.Write(line, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            }
            else
            {
                RoiCsvField.Write(line, reader.GetSpan(index));
            }
        }

        if (_granted >= 0 || _option >= 0)
        {
            RoiCsvField.Write(line, ChoiceOf(
                _granted < 0 ? null : reader.GetString(_granted).Trim(), _option < 0 ? null : reader.GetString(_option).Trim()));
        }
    }

    /// <summary>The choice of a row.</summary>
    /// <param name="granted"><c>Yes</c> or <c>No</c>; null where the file has no such column.</param>
    /// <param name="option">The sharing option in words; null where the file has no such column.</param>
    public static string ChoiceOf(string? granted, string? option)
    {
        string? chosen = option?.ToUpperInvariant() switch
        {
            "FULL SHARING" or "FULL" => "full",
            "LIMITED SHARING" or "LIMITED" => "limited",
            "NO SHARING" or "NONE" => "none",
            _ => null,
        };
        return granted?.ToUpperInvariant() switch
        {
            "NO" => "none",
            "YES" when chosen != "none" => chosen ?? Undecided,
            null => chosen ?? Undecided,
            _ => chosen == "none" ? "none" : Undecided,
        };
    }
}
