using System.Text;
using System.Text.Json;
using HmisGateway.Bench.Load;

namespace HmisGateway.Bench.Payloads;

/// <summary>The Clarity REST calls that create and update a client, at one fixed size, and the recording of a choice.</summary>
internal static class ClientCreate
{
    /// <summary>Size of the body in bytes.</summary>
    public const int BodyBytes = 1536;

    private const string Placeholder = "counters";

    private const string Fields =
        "id,ssn1,screenValues.age,screenValues.additional_race_ethnicity_detail,ssn_quality,ssn3,last_name,screenValues.name_middle,ssn2,"
        + "personal_id,screenValues.name_suffix,first_name,dob_quality,alias,unique_identifier,birth_date,screenValues.gender_identity_text,"
        + "added_date,screenValues.race_ethnicity,name_quality,last_updated,screenValues.veteran,screenValues.gender";

    private static readonly int[] Gender = [1];
    private static readonly int[] RaceAndEthnicity = [6, 3];

    /// <summary>The request of <paramref name="client"/>; every sending of it has another counter in the body, so no two are equal.</summary>
    public static RequestTemplate Request(BenchClient client, string agencyKey, string host)
    {
        var body = Body(client);
        var head = $"POST /clients HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer bench\r\nAccept: application/json\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\nHmis-Gateway-Key: {agencyKey}\r\nHmis-Gateway-Client: {client.Id}\r\n\r\n";
        return new RequestTemplate(Encoding.ASCII.GetBytes(head), body, Encoding.ASCII.GetBytes(Placeholder));
    }

    /// <summary>The update of a client by its id in HMIS; the agency system sends nothing that the gateway alone would understand but its key.</summary>
    public static RequestTemplate Update(BenchClient client, string agencyKey, string host)
    {
        var body = Body(client);
        var head = $"PUT /clients/{client.VendorId} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer bench\r\nAccept: application/json\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\nHmis-Gateway-Key: {agencyKey}\r\n\r\n";
        return new RequestTemplate(Encoding.ASCII.GetBytes(head), body, Encoding.ASCII.GetBytes(Placeholder));
    }

    /// <summary>The recording of a No Sharing for a client whom nobody knew; another one in each request.</summary>
    public static RequestTemplate Recording(string agencyKey, string host, DateOnly signedOn)
    {
        var body = Encoding.ASCII.GetBytes($$"""{"choice":"none","signedOn":"{{signedOn:yyyy-MM-dd}}","signer":"self"}""");
        var head = $"PUT /_gateway/v1/clients/rec-{Placeholder}/roi HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {body.Length}\r\nHmis-Gateway-Key: {agencyKey}\r\n\r\n";
        return new RequestTemplate(Encoding.ASCII.GetBytes(head), body, Encoding.ASCII.GetBytes(Placeholder));
    }

    private static byte[] Body(BenchClient client)
    {
        var bare = Serialize(client, "");
        var padding = string.Concat(Enumerable.Repeat("settling in well and asking for a place nearer to work; ", 32));
        return Serialize(client, padding[..(BodyBytes - bare.Length)]);
    }

    private static byte[] Serialize(BenchClient client, string remarks) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        client = new
        {
            first_name = client.FirstName,
            last_name = client.LastName,
            ssn1 = client.Ssn[..3],
            ssn2 = client.Ssn[3..5],
            ssn3 = client.Ssn[5..],
            birth_date = client.BirthDate,
            name_quality = 1,
            dob_quality = 1,
            ssn_quality = 1,
        },
        screenValues = new
        {
            gender = Gender,
            name_middle = (string?)null,
            name_suffix = (string?)null,
            race_ethnicity = RaceAndEthnicity,
            veteran = 0,
            intake_reference = Placeholder,
            intake_remarks = remarks,
        },
        fields = Fields,
    });
}
