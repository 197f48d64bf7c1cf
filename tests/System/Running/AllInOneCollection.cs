namespace SocketWarp.SystemTests.Running;

/// <summary>Tests that share one running AllInOne, each with assignments of its own.</summary>
[CollectionDefinition(Name)]
public sealed class AllInOneCollection : ICollectionFixture<RunningAllInOne>
{
    public const string Name = "AllInOne";
}
