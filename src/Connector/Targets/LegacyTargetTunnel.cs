using SocketWarp.Protocol;
using SocketWarp.Protocol.Legacy;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Connector.Targets;

/// <summary>The 1024-byte header in, nothing out: a legacy gateway learns of a dial's failure only from the stream's reset.</summary>
internal sealed class LegacyTargetTunnel(SessionTunnels owner) : ConnectorTunnel(owner)
{
    public override int WriteOpening(Span<byte> destination) => 0;

    public override OpeningStatus ReadOpening(ReadOnlySpan<byte> received, out int consumed)
    {
        if (LegacyHeader.TryRead(received, out var header, out consumed, out var code))
            return Choose(header.Target);
        return code == ErrorCode.None ? OpeningStatus.Incomplete : Reject(code);
    }
}
