using SocketWarp.Base.Settings;

namespace SocketWarp.ServiceDefaults.Tests;

/// <summary>An element of a list of sections.</summary>
internal sealed record SamplePart : ISettings
{
    public string Name { get; set; } = "";

    public int Size { get; set; }
}
