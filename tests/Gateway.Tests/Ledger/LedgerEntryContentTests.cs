using System.Text;
using HmisGateway.Ledger;

namespace HmisGateway.Tests.Ledger;

public sealed class LedgerEntryContentTests
{
    [Fact]
    public void What_the_writer_writes_is_read_back()
    {
        LedgerEntryWriter writer = new();
        writer.Write(1, Some.Moment, [Some.Event(), Some.Event()]);
        LedgerEntryContent.Read(writer.Write(7, Some.Moment, [Some.Event("x", ("a", "\"quoted\" é"))])).ShouldBe(new LedgerEntryContent(7, 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"seq":1,"at":"2026-11-02T15:04:05+00:00","events":[]""")]
    [InlineData("""{"seq":1,"at":"2026-11-02T15:04:05+00:00","events":[]}x""")]
    [InlineData("""{"seq":1,"at":"2026-11-02T15:04:05+00:00","events":[],"more":1}""")]
    [InlineData("""{"seq":1,"at":"2026-11-02T15:04:05+00:00","events":[1]}""")]
    [InlineData("""{"seq":1.5,"at":"2026-11-02T15:04:05+00:00","events":[]}""")]
    [InlineData("""{"seq":"1","at":"2026-11-02T15:04:05+00:00","events":[]}""")]
    [InlineData("""{"seq":1,"at":"yesterday","events":[]}""")]
    [InlineData("""{"at":"2026-11-02T15:04:05+00:00","seq":1,"events":[]}""")]
    public void Anything_else_is_not_an_entry(string json) => LedgerEntryContent.Read(Encoding.UTF8.GetBytes(json)).ShouldBeNull();
}
