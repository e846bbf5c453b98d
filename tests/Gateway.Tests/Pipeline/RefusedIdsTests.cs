using HmisGateway.Hosting;
using HmisGateway.Pipeline.Enumeration;

namespace HmisGateway.Tests.Pipeline;

#pragma warning disable RS0030 // The generator is seeded, as the rule demands of tests and bench.

public sealed class RefusedIdsTests
{
    private static readonly EnumerationAlarmOptions s_options = new() { DistinctPerDay = 30, SequentialRun = 10 };
    private readonly RefusedIds _ids = new(new DateOnly(2026, 11, 2));

    [Fact]
    public void More_different_ids_than_the_budget_alarm_once()
    {
        Random random = new(20261102);
        List<EnumerationAlarm?> alarms = [.. Enumerable.Range(0, 200).Select(i => _ids.Add((UInt128)i, random.NextInt64(1, 1_000_000_000), s_options))];

        alarms.Count(static alarm => alarm is not null).ShouldBe(1);
        alarms[30].ShouldBe(EnumerationAlarm.Distinct);
        _ids.Count.ShouldBeLessThanOrEqualTo(32);
    }

    [Fact]
    public void One_id_refused_a_thousand_times_is_one()
    {
        Enumerable.Range(0, 1_000).Select(_ => _ids.Add(7, 1003, s_options)).ShouldAllBe(static alarm => alarm == null);
        _ids.Count.ShouldBe(1);
    }

    [Fact]
    public void Numbers_in_a_row_alarm_once_in_whatever_order_and_with_gaps()
    {
        long[] numbers = [.. Enumerable.Range(0, 20).Select(static i => 5_000L + i + (i / 4))];
        new Random(7).Shuffle(numbers.AsSpan(0, 10));

        List<EnumerationAlarm?> alarms = [.. numbers.Select(number => _ids.Add((UInt128)number, number, s_options))];

        alarms.IndexOf(EnumerationAlarm.Sequential).ShouldBe(9);
        alarms.Count(static alarm => alarm == EnumerationAlarm.Sequential).ShouldBe(1);
    }

    [Fact]
    public void An_alarm_that_is_turned_off_keeps_quiet()
    {
        EnumerationAlarmOptions off = new() { DistinctPerDay = 0, SequentialRun = 0 };
        Enumerable.Range(0, 100).Select(i => _ids.Add((UInt128)i, i, off)).ShouldAllBe(static alarm => alarm == null);
    }
}
