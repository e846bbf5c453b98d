using System.Text.Json;
using HmisGateway.Policy.Profiles;

namespace HmisGateway.Fuzz.Targets;

/// <summary>A profile is compiled, or every problem is reported.</summary>
internal static class ProfileTarget
{
    /// <summary>Reads an input.</summary>
    /// <exception cref="FuzzFindingException">A promise is broken.</exception>
    internal static void Read(byte[] input)
    {
        switch (ProfileCompiler.Compile(input))
        {
            case ProfileCompilation.Rejected { Errors.Count: 0 }:
                throw new FuzzFindingException("It is rejected without a reason.");
            case ProfileCompilation.Compiled:
                using (JsonDocument.Parse(input))
                {
                }

                break;
            default:
                break;
        }
    }
}
