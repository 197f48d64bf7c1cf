using SocketWarp.Protocol;
using SocketWarp.Transport.Relay;

namespace SocketWarp.Transport.Tests.Relay;

/// <summary>The far stream is TLS, whose end is close_notify.</summary>
public abstract class RelayToTlsTests(StreamKind near) : RelayEndTests(near, StreamKind.Tls)
{
    [Fact]
    public async Task Fin_WithoutCloseNotify_ResetsTheOther()
    {
        await CutFarAsync();

        await AssertEndedByFarAsync(RelayEnd.Reset, ErrorCode.SocketReset);
    }
}
