namespace HmisGateway.EndToEndTests.Bulk;

/// <summary>What must arrive and what must be kept, found out without the gateway.</summary>
internal sealed record ExpectedSplit(
    IReadOnlyDictionary<string, string[]> Kept, IReadOnlyDictionary<string, string[]> Removed, IReadOnlyCollection<string> Identifiers)
{
    internal static ExpectedSplit Of(HudExport export, HashSet<string> protectedIds)
    {
        Dictionary<string, string> enrollments = export.Rows("Enrollment.csv").ToDictionary(static row => row["EnrollmentID"], static row => row["PersonalID"]);
        Dictionary<string, string> assessments = export.Rows("Assessment.csv").ToDictionary(static row => row["AssessmentID"], static row => row["PersonalID"]);
        ILookup<string, string> households = export.Rows("Enrollment.csv").ToLookup(static row => row["HouseholdID"], static row => row["PersonalID"]);
        HashSet<string> numbers =
        [
            .. export.Rows("Client.csv").Where(row => protectedIds.Contains(row["PersonalID"])).Select(static row => row["SSN"])
                .Where(static ssn => ssn.Length == 9 && ssn.All(char.IsAsciiDigit) && IsIssued(ssn)),
        ];
        Dictionary<string, string[]> kept = [];
        Dictionary<string, string[]> removed = [];
        foreach (string file in export.Files.Keys)
        {
            IReadOnlyList<IReadOnlyDictionary<string, string>> rows = export.Rows(file);
            IReadOnlyList<string> lines = export.Lines(file);
            bool[] isOut = [.. rows.Select(row => OwnersOf(row).Any(protectedIds.Contains) || row.Values.Any(numbers.Contains))];
            kept[file] = [.. lines.Where((_, i) => !isOut[i])];
            removed[file] = [.. lines.Where((_, i) => isOut[i])];
        }

        return new ExpectedSplit(kept, removed, numbers);

        IEnumerable<string> OwnersOf(IReadOnlyDictionary<string, string> row)
        {
            if (row.TryGetValue("PersonalID", out string? person))
            {
                yield return person;
            }

            if (row.TryGetValue("EnrollmentID", out string? enrollment) && enrollments.TryGetValue(enrollment, out string? enrolled))
            {
                yield return enrolled;
            }

            if (row.TryGetValue("AssessmentID", out string? assessment) && assessments.TryGetValue(assessment, out string? assessed))
            {
                yield return assessed;
            }

            if (!row.ContainsKey("PersonalID") && row.TryGetValue("HouseholdID", out string? household))
            {
                foreach (string member in households[household])
                {
                    yield return member;
                }
            }
        }
    }

    private static bool IsIssued(string ssn) =>
        ssn[..3] is not ("000" or "666") && ssn[0] != '9' && ssn[3..5] != "00" && ssn[5..] != "0000" && ssn.Distinct().Count() > 1 && ssn != "123456789";
}
