namespace SocketWarp.SystemTests.Running;

/// <summary>Tests that share one running AppHost, each with assignments of its own.</summary>
[CollectionDefinition(Name)]
public sealed class AppHostCollection : ICollectionFixture<RunningAppHost>
{
    public const string Name = "AppHost";
}
