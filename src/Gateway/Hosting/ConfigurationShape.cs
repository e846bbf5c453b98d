using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Hosting;

/// <summary>
/// Compares what is configured with the options classes: keys that nobody reads (a typo would otherwise be silent) and values
/// that are not of the option's type.
/// </summary>
internal sealed class ConfigurationShape
{
    private readonly List<ConfigurationProblem> _problems = [];
    private readonly HashSet<string> _unusable = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What was found.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems => _problems;

    /// <summary>Keys whose value must not be bound.</summary>
    public IReadOnlySet<string> Unusable => _unusable;

    /// <summary>Compares every section of the gateway.</summary>
    public static ConfigurationShape Of(IConfiguration configuration)
    {
        ConfigurationShape shape = new();
        foreach (OptionsSection section in OptionsSection.All)
        {
            IConfigurationSection configured = configuration.GetSection(section.Name);
            if (section.IsList)
            {
                shape.CompareList(configured, section.Options);
            }
            else
            {
                shape.Compare(configured, section.Options);
            }
        }

        return shape;
    }

    private static bool IsLeaf(Type type) =>
        TypeDescriptor.GetConverter(Nullable.GetUnderlyingType(type) ?? type).CanConvertFrom(typeof(string));

    private static string Describe(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(bool) => "true or false",
        var t when t == typeof(int) || t == typeof(long) => "a whole number",
        var t when t == typeof(TimeSpan) => "a time span such as 00:01:40",
        var t when t.IsEnum => "one of " + string.Join(", ", Enum.GetNames(t)),
        var t => t.Name,
    };

    /// <summary>The words of an enum in any letters, as they are bound.</summary>
    private static bool IsValid(string value, Type type) => (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } choice
        ? Enum.GetNames(choice).Contains(value, StringComparer.OrdinalIgnoreCase)
        : TypeDescriptor.GetConverter(type).IsValid(value);

    private void CompareList(IConfigurationSection list, Type options)
    {
        foreach (IConfigurationSection item in list.GetChildren())
        {
            if (!int.TryParse(item.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                Report(item.Path, $"{list.Path} is a list and '{item.Key}' is not a number.", $"Write {list.Path}:0:{item.Key}.");
                continue;
            }

            Compare(item, options);
        }
    }

    private void Compare(IConfigurationSection section, Type options)
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            Report(section.Path, "a value stands where a section with keys is expected.", $"Set {section.Path}:KEY instead.");
        }

        PropertyInfo[] properties = options.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        foreach (IConfigurationSection child in section.GetChildren())
        {
            PropertyInfo? property = Array.Find(properties, p => string.Equals(p.Name, child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                string known = string.Join(", ", properties.Select(static p => p.Name));
                Report(child.Path, "nothing reads this key.", NearestName.Suggest(child.Key, properties.Select(static p => p.Name)) is { } near
                    ? $"Did you mean {section.Path}:{near}?"
                    : $"Known here: {known}.");
            }
            else if (IsLeaf(property.PropertyType))
            {
                CompareLeaf(child, property.PropertyType);
            }
            else
            {
                Compare(child, property.PropertyType);
            }
        }
    }

    private void CompareLeaf(IConfigurationSection leaf, Type type)
    {
        if (leaf.GetChildren().Any())
        {
            Report(leaf.Path, "keys stand where one value is expected.", $"Set {leaf.Path} to {Describe(type)}.");
        }
        else if (leaf.Value is { } value && type != typeof(string) && !IsValid(value, type))
        {
            Report(leaf.Path, $"'{value}' is not {Describe(type)}.", "Correct the value.");
        }
    }

    private void Report(string key, string problem, string remedy)
    {
        _unusable.Add(key);
        _problems.Add(new ConfigurationProblem(key, problem, remedy));
    }
}
