using System.Text.Unicode;

namespace HmisGateway.Cli;

/// <summary>Whether bytes may be printed as they are.</summary>
internal static class TerminalText
{
    /// <summary>True for UTF-8 without control characters other than tab and line ends: a terminal would obey those.</summary>
    public static bool IsText(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
        {
            return false;
        }

        foreach (byte value in bytes)
        {
            if (value is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r') or 0x7F)
            {
                return false;
            }
        }

        // U+0080 to U+009F, the C1 controls, are C2 80 to C2 9F.
        int lead = bytes.IndexOf((byte)0xC2);
        while (lead >= 0)
        {
            if (bytes[lead + 1] < 0xA0)
            {
                return false;
            }

            int next = bytes[(lead + 1)..].IndexOf((byte)0xC2);
            lead = next < 0 ? -1 : lead + 1 + next;
        }

        return true;
    }
}
