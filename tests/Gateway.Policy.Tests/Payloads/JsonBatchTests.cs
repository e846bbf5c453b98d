using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Payloads;

public sealed class JsonBatchTests
{
    private static readonly RouteRule Batch = The.Rule(
        """
        , "items": "/members",
          "select": [{ "json": "/household", "scheme": "household", "role": "defines" }, { "json": "/members/*/id", "scheme": "vendor" },
                     { "json": "/project/head", "scheme": "vendor" }],
          "identity": { "firstName": "/members/*/first", "lastName": "/members/*/last", "dob": "/members/*/dob" },
          "lock": [{ "json": "/**/private", "values": [true] }]
        """);

    private static readonly RouteRule RootBatch = The.Rule(
        """, "root": "array", "items": "", "select": [{ "json": "/*/id", "scheme": "vendor" }]""");

    [Fact]
    public void Each_element_is_a_record_and_references_outside_count_for_all()
    {
        IReadOnlyList<PayloadRecord> records = Read.Body(
            Batch,
            """
            {"household":"h1","members":[{"id":1,"first":"Ann","last":"Ode","dob":"1980-01-02"},{"id":2,"private":true},{}],"project":{"head":3}}
            """).Records();
        records.Select(static r => r.Pointer).ShouldBe(["/members/0", "/members/1", "/members/2"]);
        records.Select(static r => string.Join(',', r.References.Select(static c => c.Value))).ShouldBe(["h1,3,1", "h1,3,2", "h1,3"]);
        records.Select(static r => r.Identity?.FullName).ShouldBe(["ann ode", null, null]);
        records.Select(static r => r.IsLocked).ShouldBe([false, true, false]);
    }

    [Fact]
    public void A_lock_outside_the_list_counts_for_all() =>
        Read.Body(Batch, """{"members":[{"id":1},{"id":2}],"private":true}""").Records().ShouldAllBe(static r => r.IsLocked);

    [Fact]
    public void The_root_may_be_the_list()
    {
        IReadOnlyList<PayloadRecord> records = Read.Body(RootBatch, """[{"id":1},{"id":"b"}]""").Records();
        records.Select(static r => $"{r.Pointer}={r.References.Single().Value}").ShouldBe(["/0=1", "/1=b"]);
        Read.Body(RootBatch, "{}").Reason().ShouldBe(UnreadableReason.UnexpectedRoot);
        Read.Body(RootBatch, "[]").Reason().ShouldBe(UnreadableReason.ItemsMissing);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"members":null}""")]
    [InlineData("""{"members":[]}""")]
    [InlineData("""{"members":{}}""")]
    [InlineData("""{"members":1}""")]
    [InlineData("""{"members":""}""")]
    [InlineData("""{"x":{"members":[{"id":1}]}}""")]
    public void A_batch_without_its_list_is_refused(string json) => Read.Body(Batch, json).Reason().ShouldBe(UnreadableReason.ItemsMissing);

    [Theory]
    [InlineData(10_000, true)]
    [InlineData(10_001, false)]
    public void A_batch_has_at_most_10_000_records(int count, bool isRead)
    {
        string json = "{\"members\":[" + string.Join(',', Enumerable.Range(1, count).Select(static i => $"{{\"id\":{i}}}")) + "]}";
        PayloadReading reading = Read.Body(Batch, json);
        if (isRead)
        {
            reading.Records().Count.ShouldBe(count);
        }
        else
        {
            reading.Reason().ShouldBe(UnreadableReason.TooManyRecords);
        }
    }

    [Fact]
    public void References_are_limited_too()
    {
        RouteRule rule = The.Rule(""", "items": "/m", "select": [{ "json": "/ids/*", "scheme": "vendor" }, { "json": "/m/*", "scheme": "vendor" }]""");
        string ids = string.Join(',', Enumerable.Range(1, 1000));
        Read.Body(rule, $$"""{"ids":[{{ids}}],"m":[1,2,3]}""").Records().Count.ShouldBe(3);
        Read.Body(rule, $$"""{"ids":[{{ids}}],"m":[{{ids}}]}""").Reason().ShouldBe(UnreadableReason.TooManyRecords);
        Read.Body(rule, $$"""{"ids":[{{string.Join(',', Enumerable.Range(1, 100_001))}}],"m":[1]}""").Reason().ShouldBe(UnreadableReason.TooManyRecords);
    }

    [Fact]
    public void Each_record_has_its_own_identity_or_that_of_the_payload()
    {
        RouteRule rule = The.Rule("""
            , "items": "/members",
            "identity": { "firstName": "/members/*/first", "lastName": "/members/*/last", "ssn": ["/members/*/ssn1", "/members/*/ssn2"], "dob": "/dob" }
            """);
        IReadOnlyList<PayloadRecord> records = Read.Body(rule, """
            {"dob":"1985-12-10","members":[{"first":"Ann","last":"Lee","ssn1":"21909","ssn2":"9999"},{"first":"Bo","last":"Li"},{"x":1}]}
            """).Records();

        records[0].Identity!.Ssn.ShouldNotBeNull();
        records[0].Identity!.FullName.ShouldNotBe(records[1].Identity!.FullName);
        records[1].Identity!.Ssn.ShouldBeNull();
        records[2].Identity!.FullName.ShouldBeNull();
        records[2].Identity!.DateOfBirth.ShouldBe(new DateOnly(1985, 12, 10));
    }
}
