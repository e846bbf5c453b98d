using HmisGateway.Agencies;

namespace HmisGateway.Hosting;

/// <summary>Checks a credential that the gateway presents: the header, and the file with its value.</summary>
internal static class CredentialCheck
{
    /// <summary>Everything that is wrong with it, without anything of the file.</summary>
    /// <param name="header">The configured header.</param>
    /// <param name="fromFile">The configured file.</param>
    /// <param name="key">The section.</param>
    /// <param name="without">What setting neither of the two means.</param>
    public static IEnumerable<ConfigurationProblem> Problems(string? header, string? fromFile, string key, string without)
    {
        bool hasHeader = !string.IsNullOrEmpty(header);
        bool hasFile = !string.IsNullOrEmpty(fromFile);
        if (hasHeader && VendorCredentialSyntax.HeaderProblem(header) is { } ofHeader)
        {
            yield return new($"{key}:Header", ofHeader[(ofHeader.IndexOf(' ', StringComparison.Ordinal) + 1)..], "");
        }

        if (hasFile && VendorCredentialFile.TryRead(fromFile!, out _) is { } ofFile)
        {
            yield return new($"{key}:FromFile", ofFile, "Put the whole value of the header into the file, such as Bearer and the token.");
        }

        if (hasHeader != hasFile)
        {
            yield return new(hasHeader ? $"{key}:FromFile" : $"{key}:Header", $"it is missing beside {key}:{(hasHeader ? "Header" : "FromFile")}.",
                $"Set both, or none: {without}");
        }
    }
}
