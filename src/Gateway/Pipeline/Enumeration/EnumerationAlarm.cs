namespace HmisGateway.Pipeline.Enumeration;

/// <summary>Why it looks as if somebody tries client ids out.</summary>
internal enum EnumerationAlarm
{
    /// <summary>An agency was refused for more different client ids in a day than its budget.</summary>
    Distinct,

    /// <summary>An agency was refused for many numbers in a row that lie close together.</summary>
    Sequential,
}
