namespace HmisGateway.Policy.Consent;

/// <summary>Whether a client was an adult, by the date of birth that a form states. The numbers are stored and never change.</summary>
public enum ClientAge
{
    /// <summary>No usable date of birth: counts as an adult.</summary>
    Unknown = 0,

    /// <summary>Under 18.</summary>
    Minor = 1,

    /// <summary>18 or older.</summary>
    Adult = 2,
}
