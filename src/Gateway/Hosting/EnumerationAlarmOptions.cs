namespace HmisGateway.Hosting;

/// <summary>Section <c>Enumeration</c>: when refused client ids look like somebody trying ids out. It only alarms; no answer depends on it.</summary>
internal sealed class EnumerationAlarmOptions
{
    /// <summary>How many different client ids an agency may be refused for in a day, as <c>consent_not_confirmed</c>, without an alarm.</summary>
    /// <value>The default is 500; 0 turns this alarm off.</value>
    public int DistinctPerDay { get; set; } = 500;

    /// <summary>How many different refused numbers in a row that lie close together make an alarm.</summary>
    /// <value>The default is 25; 0 turns this alarm off.</value>
    public int SequentialRun { get; set; } = 25;
}
