using System.Globalization;
using System.Text;
using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Pipeline.Deciding;

namespace HmisGateway.Micro;

/// <summary>The update of one made-up client, 1,536 bytes, as the load bench sends it; and the form that permits it.</summary>
internal static class SampleRequest
{
    private const int Length = 1536;
    private const string VendorId = "70000001";

    /// <summary>The body.</summary>
    public static byte[] Body { get; } = MakeBody();

    /// <summary>The request.</summary>
    public static InspectedRequest Of(Agency agency) => new()
    {
        Agency = agency,
        Method = "PUT",
        RawTarget = $"/clients/{VendorId}",
        Host = "hmis.example.org",
        ContentType = "application/json",
        Header = static _ => null,
        FrontProblem = null,
    };

    /// <summary>Puts a Full of the client on file.</summary>
    public static async Task RecordAsync(GatewayInProcess gateway)
    {
        RoiSubmission form = new()
        {
            Choice = "full",
            SignedOn = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            VendorId = VendorId,
            Identity = new StatedIdentity { FirstName = "Bovela", LastName = "Todumila", Dob = "1971-03-04", Ssn = "912345678" },
        };
        _ = await gateway.Get<RoiRecorder>().RecordAsync(GatewayInProcess.AgencyId, "full-1", form, Actor.Unnamed, CancellationToken.None);
    }

    private static byte[] MakeBody()
    {
        const string Start = """
            {"client":{"first_name":"Bovela","last_name":"Todumila","ssn1":"912","ssn2":"34","ssn3":"5678","birth_date":"1971-03-04","name_quality":1,"dob_quality":1,"ssn_quality":1},"screenValues":{"gender":[1],"name_middle":null,"race_ethnicity":[6,3],"veteran":0,"intake_remarks":"
            """;
        const string End = "\"},\"fields\":\"id,ssn1,screenValues.age,last_name,first_name,alias,unique_identifier,birth_date,added_date,last_updated\"}";
        string padding = string.Concat(Enumerable.Repeat("settling in well and asking for a place nearer to work; ", 32));
        return Encoding.ASCII.GetBytes($"{Start}{padding[..(Length - Start.Length - End.Length)]}{End}");
    }
}
