namespace HmisGateway.Hosting;

/// <summary>The settings of the command line as a configuration source that names itself in <c>config show</c>. The last of a key wins.</summary>
internal sealed class CommandLineSettings(IReadOnlyList<KeyValuePair<string, string?>> settings) : IConfigurationSource
{
    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(settings);

    private sealed class Provider(IReadOnlyList<KeyValuePair<string, string?>> settings) : ConfigurationProvider
    {
        /// <inheritdoc/>
        public override void Load()
        {
            foreach ((string key, string? value) in settings)
            {
                Data[key] = value;
            }
        }

        /// <summary>How it is shown.</summary>
        public override string ToString() => "command line";
    }
}
