namespace SocketWarp.SystemTests;

/// <summary>Tests that measure how fast real processes are: each runs alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TimedCollection
{
    public const string Name = "Timed";
}
