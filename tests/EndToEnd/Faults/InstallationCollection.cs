using SocketWarp.EndToEnd.Support;

namespace SocketWarp.EndToEnd.Faults;

/// <summary>Tests that leave the installation as they found it, and so share one.</summary>
[CollectionDefinition(Name)]
public sealed class InstallationCollection : ICollectionFixture<Installation>
{
    public const string Name = "Installation";
}
