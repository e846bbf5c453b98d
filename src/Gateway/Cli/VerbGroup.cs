using System.CommandLine;

namespace HmisGateway.Cli;

/// <summary>A word in front of several verbs or groups, such as <c>agency</c>.</summary>
internal sealed class VerbGroup : Command
{
    /// <summary>Creates a group.</summary>
    public VerbGroup(string name, string description, params IEnumerable<Command> verbs)
        : base(name, description)
    {
        foreach (Command verb in verbs)
        {
            Add(verb);
        }
    }
}
