using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using HmisGateway.Hosting;

namespace HmisGateway.Tests.Hosting;

public sealed partial class ConfigurationReferenceTests
{
    [Fact]
    public void Every_key_is_in_the_reference_with_its_default_and_no_other()
    {
        Dictionary<string, string> documented = Row().Matches(File.ReadAllText(RepositoryFile.Path("docs/reference/configuration.md")))
            .ToDictionary(static m => m.Groups["key"].Value, static m => m.Groups["default"].Value);

        Dictionary<string, string?> actual = OptionsSection.All
            .SelectMany(static section => Keys(section.IsList ? $"{section.Name}:N" : section.Name, Activator.CreateInstance(section.Options)!))
            .ToDictionary();

        documented.Keys.Order(StringComparer.Ordinal).ShouldBe(actual.Keys.Order(StringComparer.Ordinal));
        foreach ((string key, string? value) in actual)
        {
            if (!string.IsNullOrEmpty(value))
            {
                documented[key].ShouldBe($"`{value}`", key);
            }
            else
            {
                documented[key].ShouldNotStartWith("`http", customMessage: key);
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Keys(string prefix, object options)
    {
        foreach (PropertyInfo property in options.GetType().GetProperties())
        {
            string key = $"{prefix}:{property.Name}";
            object? value = property.GetValue(options);
            if (TypeDescriptor.GetConverter(property.PropertyType).CanConvertFrom(typeof(string)))
            {
                yield return KeyValuePair.Create(key, value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture));
            }
            else
            {
                foreach (KeyValuePair<string, string?> inner in Keys(key, value!))
                {
                    yield return inner;
                }
            }
        }
    }

    [GeneratedRegex(@"^\| `(?<key>[A-Za-z:]+)` \| (?<default>[^|]+?) \| [^|]+ \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
