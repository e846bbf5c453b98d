using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace HmisGateway.Hosting;

/// <summary>The settings of the command line as a configuration source that names itself in <c>config show</c>.</summary>
internal sealed class CommandLineSettings(IEnumerable<KeyValuePair<string, string?>> settings) : IConfigurationSource
{
    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) =>
        new Provider(new MemoryConfigurationSource { InitialData = settings });

    /// <summary>The provider.</summary>
    internal sealed class Provider(MemoryConfigurationSource source) : MemoryConfigurationProvider(source)
    {
        /// <summary>How it is shown.</summary>
        public override string ToString() => "command line";
    }
}
