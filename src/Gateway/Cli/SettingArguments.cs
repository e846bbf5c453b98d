using HmisGateway.Hosting;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Cli;

/// <summary>Takes the settings <c>--Section:Key=value</c> (or <c>--Section:Key value</c>) out of a command line.</summary>
/// <param name="Settings">The settings, in order.</param>
/// <param name="Rest">Everything else, in order.</param>
/// <param name="Problems">What is wrong with them.</param>
internal sealed record SettingArguments(
    IReadOnlyList<KeyValuePair<string, string?>> Settings, IReadOnlyList<string> Rest, IReadOnlyList<string> Problems)
{
    /// <summary>Takes a command line apart. Nothing behind a lone <c>--</c> is a setting.</summary>
    public static SettingArguments Split(IReadOnlyList<string> arguments)
    {
        List<KeyValuePair<string, string?>> settings = [];
        List<string> rest = [];
        List<string> problems = [];
        for (int index = 0; index < arguments.Count; index++)
        {
            string argument = arguments[index];
            if (argument == "--")
            {
                rest.AddRange(arguments.Skip(index));
                break;
            }

            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? argument : argument[..equals];
            if (!name.StartsWith("--", StringComparison.Ordinal) || !name.Contains(':', StringComparison.Ordinal))
            {
                rest.Add(argument);
                continue;
            }

            string key = name[2..];
            string section = key[..key.IndexOf(':', StringComparison.Ordinal)];
            if (!OptionsSection.Names.Contains(section, StringComparer.OrdinalIgnoreCase))
            {
                problems.Add(NearestName.Suggest(section, OptionsSection.Names) is { } near
                    ? $"{name}: there is no section '{section}'. Did you mean '{near}'?"
                    : $"{name}: there is no section '{section}'. Sections: {string.Join(", ", OptionsSection.Names)}.");
            }
            else if (equals >= 0)
            {
                settings.Add(new(key, argument[(equals + 1)..]));
            }
            else if (index + 1 < arguments.Count)
            {
                settings.Add(new(key, arguments[++index]));
            }
            else
            {
                problems.Add($"{name}: a value is missing. Write {name}=VALUE.");
            }
        }

        return new SettingArguments(settings, rest, problems);
    }
}
