using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HmisGateway.EndToEndTests.Harness;
using HmisGateway.Policy.Tests.Respelling;

namespace HmisGateway.EndToEndTests.Bulk;

/// <summary>However an export is written, no row of a No Sharing client is forwarded; what every reader takes alike is split as before.</summary>
public sealed class UploadProperties : IAsyncLifetime
{
    private const ulong Seed = 20261123;

    private readonly GatewayBeforeVendor _gateway = new();

    /// <summary>Client <c>p-1</c> has chosen No Sharing. Each row tells in a text whose it is.</summary>
    private static readonly HudExport s_export = Mark(HudExport.Make(4));

    public async ValueTask InitializeAsync()
    {
        await _gateway.InitializeAsync();
        string csv = "client_id,choice,signed_on\r\n" + string.Concat(s_export.Clients.Select(static client => $"{client},{(client == "p-1" ? "none" : "full")},2026-01-10\r\n"));
        (await _gateway.SendBytesAsync("POST", "/_gateway/v1/roi-imports", Encoding.UTF8.GetBytes(csv), "text/csv")).Status.ShouldBe(200);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task An_export_that_is_written_otherwise_is_split_alike()
    {
        for (ulong i = 0; i < 60; i++)
        {
            Dice dice = new(Seed + i);
            HudExport export = ExportRespelling.Respell(s_export, dice);
            _gateway.Vendor.Clear();

            Answer answer = await _gateway.SendBytesAsync("POST", "/bulk/hud-csv", ExportRespelling.Pack(export, dice), "application/zip");

            answer.Status.ShouldBe(200, $"seed {Seed + i}: {answer.Text}");
            HudExport arrived = HudExport.Unpack(_gateway.Vendor.SingleRequest().Body);
            ExpectedSplit expected = ExpectedSplit.Of(export, ["p-1"]);
            foreach (string file in export.Files.Keys)
            {
                string name = arrived.Files.Keys.Single(one => one.EndsWith(file, StringComparison.Ordinal) && (one.Length == file.Length || one[^(file.Length + 1)] == '/'));
                arrived.Lines(name).ShouldBe(expected.Kept[file], $"{file}, seed {Seed + i}");
            }
        }
    }

    [Fact]
    public async Task No_row_of_a_no_sharing_client_is_forwarded_however_the_export_is_tampered_with()
    {
        int forwarded = 0;
        for (ulong i = 0; i < 400; i++)
        {
            Dice dice = new(Seed + i);
            HudExport export = ExportRespelling.Tamper(s_export, dice);
            byte[] archive = export.Pack(dice.OneIn(2) ? System.IO.Compression.CompressionLevel.NoCompression : System.IO.Compression.CompressionLevel.Optimal);
            _gateway.Vendor.Clear();

            Answer answer = await _gateway.SendBytesAsync(
                "POST", "/bulk/hud-csv", dice.OneIn(6) ? ExportRespelling.Flip(s_export.Pack(System.IO.Compression.CompressionLevel.NoCompression), dice) : archive, "application/zip");

            if (answer.Status == 200)
            {
                forwarded++;
                string arrived = string.Concat(HudExport.Unpack(_gateway.Vendor.SingleRequest().Body).Files.Values.Select(Encoding.Latin1.GetString));
                Regex.Count(arrived, "o\0?f\0?-\0?1\0?z").ShouldBe(0, $"seed {Seed + i}");
            }
            else
            {
                answer.Code.ShouldBe("payload_unreadable", $"seed {Seed + i}: {answer.Text}");
                _gateway.Vendor.Bytes.ShouldBeEmpty($"seed {Seed + i}");
            }
        }

        // Where the order of columns or an unknown row is all that changed, the rest is sent.
        forwarded.ShouldBeInRange(40, 390);
    }

    private static HudExport Mark(HudExport export)
    {
        foreach (string file in (string[])["Client.csv", "Enrollment.csv", "Exit.csv", "Services.csv", "Assessment.csv", "CustomNotes.csv", "AssessmentQuestions.csv"])
        {
            string[] lines = Encoding.UTF8.GetString(export.Files[file]).Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\nand", " and", StringComparison.Ordinal).TrimEnd('\n').Split('\n');
            export = export.With(file, string.Concat(lines.Select(static (line, i) => string.Create(CultureInfo.InvariantCulture, $"{line},{(i == 0 ? "Whose" : $"of-{i - 1}z")}\n"))));
        }

        return export;
    }
}
