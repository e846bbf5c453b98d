using System.Text.Json;
using HmisGateway.Policy.Payloads;

namespace HmisGateway.Policy.Profiles;

/// <summary>A field of a vendor's ROI record.</summary>
/// <param name="Part">What it says.</param>
/// <param name="Choices">For a choice: the exact values, and what each means.</param>
internal sealed record RoiField(RoiPart Part, IReadOnlyList<(LockValue Value, StatedChoice Choice)> Choices)
{
    /// <summary>What the current token means.</summary>
    /// <param name="reader">A reader on a scalar.</param>
    /// <returns>Null for a value that the profile does not name.</returns>
    internal StatedChoice? ChoiceOf(ref readonly Utf8JsonReader reader)
    {
        foreach ((LockValue value, StatedChoice choice) in Choices)
        {
            if (value.Is(in reader))
            {
                return choice;
            }
        }

        return null;
    }
}
