using HmisGateway.EndToEndTests.Harness;

namespace HmisGateway.EndToEndTests.Wire;

/// <summary>The tests on the wire share one gateway process and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class WireSuite : ICollectionFixture<ServingGateway>
{
    public const string Name = "Wire";
}
