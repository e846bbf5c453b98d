using System.Text;
using HmisGateway.Consent;

namespace HmisGateway.Tests.Consent;

public sealed class RoiCsvReaderTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("client_id,choice,signed_on\na-1,full,2026-01-02\n")]
    [InlineData("\uFEFFclient_id,choice,signed_on\r\na-1,full,2026-01-02\r\n")]
    [InlineData("signed_on , CHOICE, client_id\n\n2026-01-02 ,\"full\", a-1")]
    public async Task Columns_are_found_by_name(string file)
    {
        RoiCsvRow row = (await ReadAsync(file)).ShouldHaveSingleItem();

        row.Problem.ShouldBeNull();
        (row.Number, row.ClientId, row.Submission.Choice, row.Submission.SignedOn).ShouldBe((1, "a-1", "full", "2026-01-02"));
        (row.Submission.EndsOn, row.Submission.Identity).ShouldBe((null, null));
    }

    [Theory]
    [InlineData("", "The file is empty")]
    [InlineData("client_id,choice\na,full\n", "lacks the column signed_on")]
    [InlineData("client_id,choice,signed_on,choice\n", "names the column choice twice")]
    [InlineData("Ada Lovelace,full,2026-01-02\n", "Column 1 of the header is not known")]
    [InlineData("client_id;choice;signed_on\n", "Column 1 of the header is not known")]
    public async Task A_header_that_does_not_fit_refuses_the_file(string file, string problem)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(file));
        using RoiCsvReader reader = new(stream);

        string? found = await reader.ReadHeaderAsync(Stop);

        found.ShouldNotBeNull();
        found.ShouldContain(problem);
        found.ShouldNotContain("Ada");
    }

    [Fact]
    public async Task A_row_with_a_problem_spoils_no_other_row()
    {
        List<RoiCsvRow> rows = await ReadAsync("""
            client_id,choice,signed_on,first_name
            a-1,full,2026-01-02,Ada
            a-2,full,2026-01-02
            a-3,full,2026-01-02,"Ada
            a-4,full,2026-01-02,Ada,extra
            a-5,full,2026-01-02,A"da
            a-6,full,2026-01-02,"A""da"
            """);

        rows.Select(static row => row.Problem is null).ShouldBe([true, false, false, false, false, true]);
        rows[5].Submission.Identity!.FirstName.ShouldBe("A\"da");
        rows.ShouldAllBe(static row => row.Problem == null || !row.Problem.Contains("Ada", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_reject_their_row_only()
    {
        byte[] file = [.. "client_id,choice,signed_on,first_name\na,full,2026-01-02,Ren"u8, 0xE9, .. "\nb,full,2026-01-02,Ren\u00e9\n"u8];
        using MemoryStream stream = new(file);
        using RoiCsvReader reader = new(stream);
        (await reader.ReadHeaderAsync(Stop)).ShouldBeNull();

        (await reader.ReadAsync(Stop))!.Problem.ShouldBe("first_name: Not valid UTF-8; save the file as UTF-8.");
        (await reader.ReadAsync(Stop))!.Submission.Identity!.FirstName.ShouldBe("Ren\u00e9");
        (await reader.ReadAsync(Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task A_line_without_end_is_not_read_into_memory()
    {
        List<RoiCsvRow> rows = await ReadAsync($"client_id,choice,signed_on\na,full,2026-01-02\n{new string('x', 300_000)}\nb,full,2026-01-02\n");

        rows[0].Problem.ShouldBeNull();
        rows[^1].Problem!.ShouldContain("longer than 64 KiB");
        rows[^1].IsLast.ShouldBeTrue();
        rows.Count.ShouldBe(2);
    }

    private static async Task<List<RoiCsvRow>> ReadAsync(string file)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(file));
        using RoiCsvReader reader = new(stream);
        (await reader.ReadHeaderAsync(Stop)).ShouldBeNull();
        List<RoiCsvRow> rows = [];
        while (await reader.ReadAsync(Stop) is { } row)
        {
            rows.Add(row);
            if (row.IsLast)
            {
                break;
            }
        }

        return rows;
    }
}
