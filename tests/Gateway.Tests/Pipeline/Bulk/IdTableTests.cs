using HmisGateway.Pipeline.Bulk;

namespace HmisGateway.Tests.Pipeline.Bulk;

public sealed class IdTableTests
{
    [Fact]
    public void Hashes_that_meet_in_one_place_keep_their_own_numbers_while_the_table_grows()
    {
        IdTable table = new();
        Dictionary<ulong, int> expected = [];
        for (int i = 0; i < 5_000; i++)
        {
            // Every second one ends in the same twenty bits, so that all of these meet; zero and one are among them.
            ulong hash = i % 2 == 0 ? (ulong)i << 19 : (ulong)i * 0x9E3779B97F4A7C15;
            if (hash != 0)
            {
                expected[hash] = i;
                table.Add(hash) = i;
            }

            table.Find(hash + 1).ShouldBe(expected.GetValueOrDefault(hash + 1, IdTable.None));
        }

        foreach ((ulong hash, int number) in expected)
        {
            table.Find(hash).ShouldBe(number);
        }
    }

    [Fact]
    public void A_hash_of_zero_is_found_like_any_other()
    {
        IdTable table = new();
        table.Find(0).ShouldBe(IdTable.None);
        table.Add(0).ShouldBe(IdTable.None);

        table.Add(0) = 7;

        table.Find(0).ShouldBe(7);
    }
}
