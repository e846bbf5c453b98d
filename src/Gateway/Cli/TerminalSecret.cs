using System.Text;

namespace HmisGateway.Cli;

/// <summary>Reads a secret from the terminal without showing it.</summary>
internal static class TerminalSecret
{
    /// <summary>Asks, and reads up to Enter.</summary>
    public static string Ask(string question)
    {
        Console.Error.Write(question);
        StringBuilder typed = new();
        for (ConsoleKeyInfo key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}
