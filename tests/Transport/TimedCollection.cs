namespace SocketWarp.Transport.Tests;

/// <summary>Tests that measure time, or that fill the machine: engines share two cores with their peers here, so each runs alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TimedCollection
{
    public const string Name = "Timed";
}
