using System.Net;
using SocketWarp.Transport.Names;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Tunnels;

/// <summary>Names that mean what a test wants.</summary>
internal static class TestNames
{
    /// <summary>A dialler to which every name has these addresses, in this order.</summary>
    public static TargetDialer Of(params IPAddress[] addresses) => By(_ => addresses);

    /// <summary>A dialler that asks the test.</summary>
    public static TargetDialer By(Func<string, IPAddress[]> ask, NameOptions? options = null) =>
        new(new NameResolver(options ?? new NameOptions(), TimeProvider.System, ask), TimeProvider.System);
}
