using System.Globalization;
using System.Text;
using HmisGateway.Pipeline.Bulk;

namespace HmisGateway.Tests.Pipeline.Bulk;

public sealed class PagedListTests
{
    [Fact]
    public void Items_are_found_and_changed_where_they_were_added_over_many_pages()
    {
        PagedList<int> list = new();
        for (int i = 0; i < 5_000; i++)
        {
            list.Add(i);
            list[i] += 1;
        }

        list.Count.ShouldBe(5_000);
        for (int i = 0; i < 5_000; i++)
        {
            list[i].ShouldBe(i + 1);
        }
    }

    [Fact]
    public void Ids_of_any_length_are_read_back_over_many_pages()
    {
        IdText ids = new();
        string[] texts = [.. Enumerable.Range(0, 5_000).Select(static i => new string('x', i % 60) + i.ToString(CultureInfo.InvariantCulture))];

        int[] places = [.. texts.Select(text => ids.Add(Encoding.ASCII.GetBytes(text)))];

        places.Select(place => ids[place]).ShouldBe(texts);
    }
}
