using System.Text;
using HmisGateway.Hosting;

namespace HmisGateway.Cli;

/// <summary><c>profile schema</c>.</summary>
internal sealed class ProfileSchemaVerb : Verb
{
    /// <summary>Creates the verb.</summary>
    public ProfileSchemaVerb(VerbRunner runner)
        : base("schema", "Prints the JSON schema of profiles, for editors: put it into a file and name that file in a profile's \"$schema\".", finding: null) =>
        SetAction(_ => runner.Environment.Out.Write(Encoding.UTF8.GetString(ProfileCatalog.Schema())));
}
