using HmisGateway.Telemetry;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;

namespace HmisGateway.Tests.Telemetry;

public sealed class RedactionTests
{
    [Fact]
    public void An_exception_keeps_types_numbers_and_frames_but_no_message()
    {
        string outline = Outline(new InvalidOperationException("Maria", new SqliteException("Sanchez", 13)));
        outline.ShouldContain("System.InvalidOperationException (0x80131509)");
        outline.ShouldContain(nameof(RedactionTests));
        outline.ShouldContain("Microsoft.Data.Sqlite.SqliteException (0x80004005, SQLite 13)");
        outline.ShouldNotContain("Maria");
        outline.ShouldNotContain("Sanchez");
    }

    [Fact]
    public void Inner_exceptions_without_end_do_not_make_a_line_without_end()
    {
        Exception deep = new InvalidOperationException("0");
        for (int i = 1; i < 1000; i++)
        {
            deep = new InvalidOperationException("x", deep);
        }

        Outline(deep).Split(" ---> ").Length.ShouldBeLessThan(20);
    }

    [Fact]
    public void A_level_that_is_none_is_refused_with_the_name_of_the_setting()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["Logging:Level"] = "Loud";
        Should.Throw<InvalidOperationException>(() => builder.AddGatewayLogging())
            .Message.ShouldStartWith("Logging:Level is not a level. Use one of Trace, Debug,");
    }

    private static string Outline(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (InvalidOperationException caught)
        {
            return RedactedException.Of(caught)!.ToString();
        }
    }
}
