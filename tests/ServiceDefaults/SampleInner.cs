namespace SocketWarp.ServiceDefaults.Tests;

internal sealed class SampleInner
{
    public int Depth { get; set; }
}
