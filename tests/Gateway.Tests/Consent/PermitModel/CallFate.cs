namespace HmisGateway.Tests.Consent.PermitModel;

/// <summary>What happens to a round trip to the database.</summary>
internal enum CallFate
{
    /// <summary>It is made and answered.</summary>
    Answered,

    /// <summary>It never arrives.</summary>
    Lost,

    /// <summary>It is made, and the answer is lost.</summary>
    AnswerLost,

    /// <summary>It is made here and can be read, but the wait for the standby was cancelled: the answer is a warning, which counts as not known.</summary>
    Warned,

    /// <summary>The session is lost, and the server makes it all the same, later.</summary>
    Late,
}
