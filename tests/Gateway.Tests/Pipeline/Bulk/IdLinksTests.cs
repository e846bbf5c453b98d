using System.Globalization;
using System.Text;
using HmisGateway.Pipeline.Bulk;

namespace HmisGateway.Tests.Pipeline.Bulk;

public sealed class IdLinksTests
{
    private readonly IdLinks _links = new(seed: 7);

    [Fact]
    public void Thousands_of_ids_lead_to_their_own_clients()
    {
        for (int i = 0; i < 20_000; i++)
        {
            _links.Add(Id(i), i);
        }

        for (int i = 0; i < 20_000; i++)
        {
            _links.Find(Id(i)).ShouldBe(i);
        }

        _links.Find("stranger"u8).ShouldBe(-1);
    }

    [Fact]
    public void An_id_of_several_clients_leads_to_each_of_them_once()
    {
        foreach (int client in (int[])[3, 5, 3, 9, 5])
        {
            _links.Add("h"u8, client);
        }

        ClientsOf("h").ShouldBe([3, 5, 9]);
        ClientsOf("i").ShouldBeEmpty();
    }

    [Fact]
    public void An_id_of_too_many_clients_leads_to_nobody_and_says_so()
    {
        for (int i = 0; i < IdLinks.MostClients; i++)
        {
            _links.Add("0"u8, i);
        }

        ClientsOf("0").Count.ShouldBe(IdLinks.MostClients);
        _links.Add("0"u8, IdLinks.MostClients);
        _links.Add("0"u8, 1);

        List<int> clients = [];
        _links.TryFind("0"u8, clients).ShouldBeNull();
        clients.ShouldBeEmpty();
    }

    private static byte[] Id(int number) => Encoding.ASCII.GetBytes(number.ToString("x8", CultureInfo.InvariantCulture));

    private List<int> ClientsOf(string id)
    {
        List<int> clients = [];
        _links.TryFind(Encoding.ASCII.GetBytes(id), clients).ShouldBe(clients.Count > 0);
        return clients;
    }
}
