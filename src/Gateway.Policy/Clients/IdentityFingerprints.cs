using System.Globalization;

namespace HmisGateway.Policy.Clients;

/// <summary>The comparable forms of an identity. Source: HUD unduplication practice, two of name, SSN and date of birth.</summary>
public static class IdentityFingerprints
{
    /// <summary>The forms that make a match.</summary>
    /// <param name="identity">The identity.</param>
    /// <returns>Every pair of the stated parts, with the name as stated and without a suffix; empty when fewer than two are stated.</returns>
    public static IReadOnlyList<IdentityFingerprint> MatchesOf(ReportedIdentity identity)
    {
        var forms = new List<IdentityFingerprint>(4);
        string? birth = Text(identity.DateOfBirth);
        AddWithName(forms, identity, identity.FullName, birth);
        Add(forms, IdentityFingerprintForm.SsnAndBirth, identity.Ssn, birth);
        AddWithName(forms, identity, identity.PlainName, birth);
        return forms;
    }

    /// <summary>What is looked for besides, because names are entered in the wrong order. It may be somebody else's: it holds, it never lets a write through.</summary>
    /// <param name="identity">The identity.</param>
    /// <returns>Every pair with a name in the other order.</returns>
    public static IReadOnlyList<IdentityFingerprint> OtherReadingsOf(ReportedIdentity identity)
    {
        var forms = new List<IdentityFingerprint>(3);
        string? birth = Text(identity.DateOfBirth);
        foreach (string? name in (string?[])[identity.FullName, identity.PlainName])
        {
            AddWithName(forms, identity, name is null ? null : PersonName.Reverse(name), birth);
        }

        return forms;
    }

    /// <summary>Every way to read the name: as stated, without a suffix, and both in the other order.</summary>
    /// <param name="identity">The identity.</param>
    /// <returns>The forms of the name alone; empty without a name.</returns>
    public static IReadOnlyList<IdentityFingerprint> NamesOf(ReportedIdentity identity)
    {
        var forms = new List<IdentityFingerprint>(2);
        foreach (string? name in (string?[])[identity.FullName, identity.PlainName])
        {
            Add(forms, IdentityFingerprintForm.Name, name);
            Add(forms, IdentityFingerprintForm.Name, name is null ? null : PersonName.Reverse(name));
        }

        return forms;
    }

    /// <summary>The forms that make a possible match only.</summary>
    /// <param name="identity">The identity.</param>
    /// <returns>SSN alone and full name alone, where they are stated.</returns>
    public static IReadOnlyList<IdentityFingerprint> PossibleOf(ReportedIdentity identity)
    {
        var forms = new List<IdentityFingerprint>(2);
        Add(forms, IdentityFingerprintForm.Ssn, identity.Ssn);
        Add(forms, IdentityFingerprintForm.Name, identity.FullName);
        return forms;
    }

    /// <summary>The single parts, to compare a stated identity with one on file.</summary>
    /// <param name="identity">The identity.</param>
    /// <returns>Name, date of birth and SSN, where they are stated.</returns>
    public static IReadOnlyList<IdentityFingerprint> PartsOf(ReportedIdentity identity)
    {
        var forms = new List<IdentityFingerprint>(3);
        Add(forms, IdentityFingerprintForm.Name, identity.FullName);
        Add(forms, IdentityFingerprintForm.Birth, Text(identity.DateOfBirth));
        Add(forms, IdentityFingerprintForm.Ssn, identity.Ssn);
        return forms;
    }

    private static void AddWithName(List<IdentityFingerprint> forms, ReportedIdentity identity, string? name, string? birth)
    {
        Add(forms, IdentityFingerprintForm.SsnAndName, identity.Ssn, name);
        Add(forms, IdentityFingerprintForm.NameAndBirth, name, birth);
        if (identity.SsnLast4 is { } last4 && birth is not null)
        {
            Add(forms, IdentityFingerprintForm.NameSsn4AndBirth, name, $"{last4}|{birth}");
        }
    }

    private static void Add(List<IdentityFingerprint> forms, IdentityFingerprintForm form, string? text)
    {
        if (text is not null)
        {
            forms.Add(new IdentityFingerprint(form, text));
        }
    }

    private static void Add(List<IdentityFingerprint> forms, IdentityFingerprintForm form, string? first, string? second)
    {
        // No part holds a bar: names are letters and digits, the others digits and dashes.
        if (first is not null && second is not null)
        {
            forms.Add(new IdentityFingerprint(form, $"{first}|{second}"));
        }
    }

    private static string? Text(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
