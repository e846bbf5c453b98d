namespace HmisGateway.Policy.Consent;

/// <summary>From which day a client signs alone.</summary>
/// <remarks>Source of the rule: All Chicago's consent forms, where everybody of 18 or older signs their own and a guardian signs for each child.</remarks>
public static class AgeOfMajority
{
    private const int Years = 18;

    /// <summary>Whether somebody is an adult on a day. Who is born on 29 February is one from 28 February on, which protects a day earlier.</summary>
    /// <param name="bornOn">The date of birth, or null.</param>
    /// <param name="day">The day.</param>
    /// <returns><see cref="ClientAge.Unknown"/> without a date of birth, or with one after that day.</returns>
    public static ClientAge On(DateOnly? bornOn, DateOnly day) => bornOn switch
    {
        { } born when born > day => ClientAge.Unknown,
        { } born => born.AddYears(Years) > day ? ClientAge.Minor : ClientAge.Adult,
        null => ClientAge.Unknown,
    };
}
