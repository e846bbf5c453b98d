namespace HmisGateway.Offline;

/// <summary>The steps of the worklist as they are written.</summary>
internal static class WorklistStepWords
{
    /// <summary>The word of a step.</summary>
    public static string ToWire(this WorklistStep step) => step switch
    {
        WorklistStep.RecordRoi => "record_roi",
        WorklistStep.RenewRoi => "renew_roi",
        WorklistStep.EnterOffline => "enter_offline",
        WorklistStep.ReviewMatch => "review_match",
        WorklistStep.Resend => "resend",
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };
}
