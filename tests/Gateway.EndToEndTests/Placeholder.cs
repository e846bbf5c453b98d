namespace HmisGateway.EndToEndTests;

public sealed class Placeholder
{
    [Fact]
    public void The_test_project_runs() => true.ShouldBeTrue();
}
