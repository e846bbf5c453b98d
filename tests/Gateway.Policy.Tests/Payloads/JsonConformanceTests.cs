using HmisGateway.Policy.Payloads;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Profiles;

namespace HmisGateway.Policy.Tests.Payloads;

/// <summary>Our own corpus in <c>tests/corpus/json</c>, and the JSON test suite where <c>HMIS_CASES</c> names a folder that has it.</summary>
public sealed class JsonConformanceTests
{
    private static readonly RouteRule AnObject = The.Rule("");
    private static readonly RouteRule AList = The.Rule(""", "root": "array" """);

    /// <summary>Valid JSON that is refused all the same, and why. Everything else that is valid must be read.</summary>
    private static readonly Dictionary<string, (UnreadableReason Reason, string Why)> RefusedThoughValid = new(StringComparer.Ordinal)
    {
        ["y_object_duplicated_key.json"] = (UnreadableReason.DuplicateName, "One parser keeps the first value, another the last."),
        ["y_object_duplicated_key_and_value.json"] = (UnreadableReason.DuplicateName, "Refused as a name twice, without comparing the values."),
        ["y_object_escaped_null_in_key.json"] = (UnreadableReason.NulCharacter, "A name ends at U+0000 for some parsers."),
        ["y_string_null_escape.json"] = (UnreadableReason.NulCharacter, "A text ends at U+0000 for some databases."),
        ["y_string_space.json"] = (UnreadableReason.UnexpectedRoot, "A record is an object or a list of objects."),
        ["y_structure_lonely_false.json"] = (UnreadableReason.UnexpectedRoot, "A record is an object or a list of objects."),
        ["y_structure_lonely_int.json"] = (UnreadableReason.UnexpectedRoot, "A record is an object or a list of objects."),
        ["y_structure_lonely_negative_real.json"] = (UnreadableReason.UnexpectedRoot, "A record is an object or a list of objects."),
        ["y_structure_lonely_null.json"] = (UnreadableReason.UnexpectedRoot, "A record is an object or a list of objects."),
        ["y_structure_lonely_string.json"] = (UnreadableReason.UnexpectedRoot, "A record is an object or a list of objects."),
        ["y_structure_lonely_true.json"] = (UnreadableReason.UnexpectedRoot, "A record is an object or a list of objects."),
        ["y_structure_string_empty.json"] = (UnreadableReason.UnexpectedRoot, "A record is an object or a list of objects."),
    };

    public static TheoryData<string, string> Own()
    {
        var data = new TheoryData<string, string>();
        string root = Path.Combine(The.Repository, "tests", "corpus", "json");
        foreach (string file in Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            data.Add(Path.GetFileName(Path.GetDirectoryName(file))!, Path.GetFileName(file));
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Own))]
    public void Each_text_of_the_corpus_has_the_result_of_its_folder(string folder, string file)
    {
        PayloadReading reading = Read.Body(AnObject, File.ReadAllBytes(Path.Combine(The.Repository, "tests", "corpus", "json", folder, file)));
        if (folder == "readable")
        {
            reading.Record().References.ShouldBeEmpty();
        }
        else
        {
            reading.Reason().ToString().ShouldBe(folder);
        }
    }

    [Fact]
    public void The_corpus_has_texts_for_every_reason_that_a_body_alone_can_give()
    {
        string root = Path.Combine(The.Repository, "tests", "corpus", "json");
        Directory.GetDirectories(root).Select(Path.GetFileName).ShouldBe(
            ["readable", "MalformedJson", "InvalidUtf8", "DuplicateName", "LoneSurrogate", "NulCharacter", "InvisibleInName", "TooDeep", "UnexpectedRoot"],
            ignoreOrder: true);
    }

    [Fact]
    public void Every_invalid_text_of_the_json_test_suite_is_unreadable()
    {
        foreach (string file in Suite("n_*"))
        {
            byte[] text = File.ReadAllBytes(file);
            foreach (RouteRule rule in new[] { AnObject, AList })
            {
                Read.Body(rule, text).ShouldBeOfType<PayloadReading.Unreadable>(Path.GetFileName(file));
            }
        }
    }

    [Fact]
    public void Every_valid_text_of_the_json_test_suite_is_read_or_refused_for_a_written_reason()
    {
        foreach (string file in Suite("y_*"))
        {
            string name = Path.GetFileName(file);
            PayloadReading reading = ReadWithEitherRoot(File.ReadAllBytes(file));
            if (RefusedThoughValid.TryGetValue(name, out (UnreadableReason Reason, string Why) refused))
            {
                reading.Reason().ShouldBe(refused.Reason, $"{name}: {refused.Why}");
            }
            else
            {
                reading.ShouldBeOfType<PayloadReading.Readable>(name);
            }
        }
    }

    [Fact]
    public void Of_the_texts_that_parsers_disagree_about_only_big_numbers_are_read()
    {
        foreach (string file in Suite("i_*"))
        {
            bool isRead = ReadWithEitherRoot(File.ReadAllBytes(file)) is PayloadReading.Readable;
            isRead.ShouldBe(Path.GetFileName(file).StartsWith("i_number_", StringComparison.Ordinal), Path.GetFileName(file));
        }
    }

    private static PayloadReading ReadWithEitherRoot(byte[] text) =>
        Read.Body(AnObject, text) is PayloadReading.Unreadable { Reason: UnreadableReason.UnexpectedRoot }
            ? Read.Body(AList, text)
            : Read.Body(AnObject, text);

    /// <summary>The suite, where it is to be had; our own corpus is read in any case.</summary>
    private static IEnumerable<string> Suite(string pattern)
    {
        string? cases = Environment.GetEnvironmentVariable("HMIS_CASES");
        string folder = Path.Combine(cases ?? "", "json-test-suite");
        return cases is not null && Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern) : [];
    }
}
