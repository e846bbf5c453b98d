using HmisGateway.Agencies;

namespace HmisGateway.Hosting;

/// <summary>The file that holds a vendor credential.</summary>
internal static class VendorCredentialFile
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>Reads the value of the header: everything in the file, without the blanks and line ends around it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="value">The value; empty when there is a problem.</param>
    /// <returns>What is wrong, without anything of the file; null when it was read.</returns>
    public static string? TryRead(string path, out string value)
    {
        value = "";
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                return $"the file {path} has more than {MaxBytes} bytes.";
            }

            string text = File.ReadAllText(path).Trim();
            if (VendorCredentialSyntax.ValueProblem(text) is { } problem)
            {
                return $"the file {path}: {problem[(problem.IndexOf(' ', StringComparison.Ordinal) + 1)..]}";
            }

            value = text;
            return null;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return $"the file {path} does not exist.";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"the file {path} cannot be read.";
        }
    }
}
