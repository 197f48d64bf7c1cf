using SocketWarp.Base.Settings;

namespace SocketWarp.ServiceDefaults.Tests;

internal sealed class SampleInner : ISettings
{
    public int Depth { get; set; }
}
