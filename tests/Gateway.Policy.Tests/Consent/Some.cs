using HmisGateway.Policy.Consent;

namespace HmisGateway.Policy.Tests.Consent;

/// <summary>Forms for tests, written as one line.</summary>
internal static class Some
{
    internal static readonly DateOnly Today = new(2026, 11, 2);

    /// <summary>
    /// A form such as <c>none 2026-11-02</c> or <c>full 2026-11-02T09:30 ends=2026-12-31 by=other guardian minor doc import superseded v=3</c>.
    /// </summary>
    internal static ReleaseOfInformation Form(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string? Value(string name) => words.FirstOrDefault(w => w.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
        return new ReleaseOfInformation
        {
            AgencyId = Value("by") ?? "own",
            Version = int.Parse(Value("v") ?? "1"),
            Choice = words[0] switch { "full" => SharingChoice.Full, "limited" => SharingChoice.Limited, _ => SharingChoice.None },
            Signed = Moment(words[1]),
            SignedOn = words[1],
            EndsOn = Value("ends") is { } end ? DateOnly.Parse(end) : null,
            Signer = words.Contains("guardian") ? RoiSigner.Guardian : words.Contains("refused") ? RoiSigner.Refused : RoiSigner.Self,
            ClientAge = words.Contains("minor") ? ClientAge.Minor : words.Contains("adult") ? ClientAge.Adult : ClientAge.Unknown,
            Source = words.Contains("import") ? RoiSource.Import : RoiSource.Recorded,
            HasDocument = words.Contains("doc"),
            IsSuperseded = words.Contains("superseded"),
            ClientKey = UInt128.Parse(Value("id") ?? "0"),
            RecordedAt = new DateTimeOffset(2026, 11, 2, 12, 0, 0, TimeSpan.Zero),
        };
    }

    internal static ConsentHistory History(string forms) =>
        new(forms.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Form));

    private static SigningMoment Moment(string text)
    {
        if (text.Contains('T'))
        {
            var instant = DateTimeOffset.Parse(text + "Z");
            return new SigningMoment(instant, instant);
        }

        var day = new DateTimeOffset(DateOnly.Parse(text), TimeOnly.MinValue, TimeSpan.Zero);
        return new SigningMoment(day, day.AddDays(1).AddTicks(-1));
    }
}
