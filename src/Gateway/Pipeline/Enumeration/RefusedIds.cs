using HmisGateway.Hosting;

namespace HmisGateway.Pipeline.Enumeration;

/// <summary>The client ids that one agency was refused for on one day. Used under a lock.</summary>
internal sealed class RefusedIds(DateOnly day)
{
    /// <summary>Ids that were tried one by one leave few gaps: this many numbers lie within so many times their count.</summary>
    private const int Spread = 2;

    private readonly HashSet<UInt128> _distinct = [];
    private readonly Queue<long> _latest = new();
    private bool _isOverBudget;
    private bool _isSequential;

    /// <summary>The day.</summary>
    public DateOnly Day => day;

    /// <summary>How many different ids there are; counted no further than the budget.</summary>
    public int Count => _distinct.Count;

    /// <summary>Adds an id.</summary>
    /// <param name="hash">Its pseudonym.</param>
    /// <param name="number">The id, where it is a number.</param>
    /// <param name="options">When to alarm.</param>
    /// <returns>The alarm that this id sets off, or null; each alarm once a day.</returns>
    public EnumerationAlarm? Add(UInt128 hash, long? number, EnumerationAlarmOptions options)
    {
        int kept = Math.Max(options.DistinctPerDay, options.SequentialRun) + 1;
        if (_distinct.Count > kept || !_distinct.Add(hash))
        {
            return null;
        }

        if (number is { } value && options.SequentialRun > 0)
        {
            _latest.Enqueue(value);
            if (_latest.Count > options.SequentialRun)
            {
                _latest.Dequeue();
            }
        }

        if (!_isSequential && options.SequentialRun > 0 && _latest.Count == options.SequentialRun
            && _latest.Max() - _latest.Min() < (long)Spread * options.SequentialRun)
        {
            _isSequential = true;
            return EnumerationAlarm.Sequential;
        }

        if (!_isOverBudget && options.DistinctPerDay > 0 && _distinct.Count > options.DistinctPerDay)
        {
            _isOverBudget = true;
            return EnumerationAlarm.Distinct;
        }

        return null;
    }
}
