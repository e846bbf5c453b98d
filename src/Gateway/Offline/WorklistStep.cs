namespace HmisGateway.Offline;

/// <summary>What an agency does next for a client whose data waits.</summary>
internal enum WorklistStep
{
    /// <summary>No form is on file: complete one with the client and record it.</summary>
    RecordRoi,

    /// <summary>The form has ended: renew it with the client.</summary>
    RenewRoi,

    /// <summary>The data does not go to HMIS: keep it as an offline record.</summary>
    EnterOffline,

    /// <summary>A form permits, and the data was held nevertheless: compare ids and identity with the form.</summary>
    ReviewMatch,

    /// <summary>A form that permits was recorded after the data was held: send it again.</summary>
    Resend,
}
