using System.Globalization;
using System.Text;

namespace HmisGateway.Sandbox;

/// <summary>
/// The text that the sandbox prints: five calls that a newcomer can paste into bash one after the other, or all at once, each with
/// what comes back. They need curl, grep and cut only.
/// </summary>
internal static class SandboxGuide
{
    private const string Json = "-H 'Content-Type: application/json'";
    private const string ShowStatus = @"-w '\nHTTP %{http_code}\n'";

    /// <summary>The five calls.</summary>
    /// <param name="gateway">Where the gateway listens for agency systems.</param>
    /// <param name="vendor">Where the simulated vendor listens.</param>
    /// <param name="key">The seeded agency's key.</param>
    public static IReadOnlyList<SandboxCall> Calls(Uri gateway, Uri vendor, string key)
    {
        string at = gateway.GetLeftPart(UriPartial.Authority);
        string curl = $"curl -sS -H 'Hmis-Gateway-Key: {key}'";
        return
        [
            new(
                "A Full Sharing client: the write passes",
                $"{curl} {Json} -H 'Hmis-Gateway-Client: full-1' {ShowStatus} {at}/clients -d '{ClientBody("Alma", "Rivers", isPrivate: false)}'",
                "HTTP 200 and the vendor's own answer, with the id of the new HMIS record",
                "HTTP 200"),
            new(
                "A No Sharing client: not even a private record passes",
                $"{curl} {Json} -H 'Hmis-Gateway-Client: none-1' {ShowStatus} {at}/clients -d '{ClientBody("Noor", "Stone", isPrivate: true)}'",
                "HTTP 403, code no_sharing, lockedAttempt true, and the receipt of what was saved offline",
                "\"lockedAttempt\":true"),
            new(
                "The same client, named by the HMIS id 1003 in the path: a note does not pass either",
                $"{curl} {Json} {ShowStatus} {at}/clients/1003/client-notes -d '{{\"clientNote\":{{\"title\":\"Visit\",\"date\":\"11/02/2026\",\"note\":\"Came for dinner.\",\"private\":\"0\"}},\"fields\":\"id\"}}'",
                "HTTP 403, code no_sharing",
                "\"code\":\"no_sharing\""),
            new(
                "Nothing is lost: the second call's data, byte for byte, by its receipt",
                $"RECEIPT=$({curl} '{at}/_gateway/v1/offline?client=none-1&limit=1' | grep -oE '\"receipt\": ?\"[^\"]+\"' | head -n 1 | cut -d '\"' -f 4); "
                + $"{curl} -H 'Hmis-Gateway-Actor: you' -H 'Hmis-Gateway-Reason: acceptance-test' {ShowStatus} {at}/_gateway/v1/offline/$RECEIPT/content",
                "HTTP 200 and exactly the JSON that the second call sent",
                "\"last_name\":\"Stone\""),
            new(
                "What the vendor received",
                $"curl -sS {vendor.GetLeftPart(UriPartial.Authority)}/received | grep -oE '\"method\":\"[A-Z]+\",\"target\":\"[^\"]*\"'",
                "one line for each time you made the first call; nothing of the others",
                "\"method\":\"POST\",\"target\":\"/clients\""),
        ];
    }

    /// <summary>The text around them.</summary>
    /// <param name="gateway">Where the gateway listens for agency systems.</param>
    /// <param name="vendor">Where the simulated vendor listens.</param>
    /// <param name="management">Where health and metrics are.</param>
    /// <param name="key">The seeded agency's key.</param>
    public static string Render(Uri gateway, Uri vendor, Uri management, string key)
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"gateway     {gateway.GetLeftPart(UriPartial.Authority)}");
        text.AppendLine(CultureInfo.InvariantCulture, $"vendor      {vendor.GetLeftPart(UriPartial.Authority)}   open it in a browser: it shows what the vendor received");
        text.AppendLine(CultureInfo.InvariantCulture, $"management  {management.GetLeftPart(UriPartial.Authority)}   /health/ready, /metrics");
        text.AppendLine();
        text.AppendLine("Paste these into a second terminal (bash):");
        int number = 0;
        foreach (SandboxCall call in Calls(gateway, vendor, key))
        {
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"# {++number}. {call.Title}");
            text.AppendLine(call.Command);
            text.AppendLine(CultureInfo.InvariantCulture, $"# expect: {call.Expected}");
        }

        text.AppendLine();
        text.AppendLine("Ctrl-C stops the sandbox.");
        return text.ToString();
    }

    private static string ClientBody(string firstName, string lastName, bool isPrivate) =>
        $$"""{"client":{"first_name":"{{firstName}}","last_name":"{{lastName}}","ssn3":"xxxx","name_quality":1,"dob_quality":99,"ssn_quality":99{{(isPrivate ? ",\"private\":true" : "")}}},"screenValues":{"veteran":99},"fields":"id,unique_identifier,first_name,last_name,personal_id"}""";
}
