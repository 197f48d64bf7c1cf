using System.Threading.Channels;
using SocketWarp.Protocol;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Tunnels;

/// <summary>The connector's half: what it hears is where to dial.</summary>
internal sealed class TestTargetTunnel(string say, ChannelWriter<TunnelOutcome> outcomes) : TestTunnel(say, hear: true, outcomes), ITargetTunnel
{
    public TargetAddress Target => Addresses.Parse(Heard);

    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
