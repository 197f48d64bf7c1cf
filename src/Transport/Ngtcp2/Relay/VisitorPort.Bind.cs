using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using SocketWarp.Base.Limits;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Ngtcp2.Relay;

/// <summary>Getting a port, and nobody else's.</summary>
internal sealed partial class VisitorPort
{
    private const int PortAttempts = 16;

    /// <exception cref="TransportException">when the address is AddressInUse or AddressUnavailable.</exception>
    public static VisitorPort Bind(RelayContext context, IPEndPoint address, IVisitorHandler handler)
    {
        for (var attempt = 1; ; attempt++)
        {
            // A port that the system chose is lost when a socket stops listening; one that was asked for by number is kept.
            var wanted = address.Port == 0 ? new IPEndPoint(address.Address, ChoosePort(address)) : address;
            var error = TryBind(context.Descriptors, wanted, reuse: false, out var descriptor);
            // Connections of an earlier life that linger in TIME_WAIT are no reason to refuse; another listener still is.
            if (error == NativeSystem.EADDRINUSE)
                error = TryBind(context.Descriptors, wanted, reuse: true, out descriptor);
            if (error == 0)
                return new VisitorPort(context, descriptor, handler);
            if (address.Port == 0 && error == NativeSystem.EADDRINUSE && attempt < PortAttempts)
                continue;
            throw error switch
            {
                NativeSystem.EADDRINUSE => BindErrors.Taken(address, ProtocolType.Tcp),
                NativeSystem.EMFILE => BindErrors.NoDescriptor(context.Descriptors, address),
                _ => SocketErrors.Translate(error, $"TCP {address}"),
            };
        }
    }

    private static int ChoosePort(IPEndPoint address)
    {
        using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(address);
        }
        catch (SocketException exception)
        {
            throw new TransportException(TransportError.AddressUnavailable, $"TCP {address}: {exception.Message}", exception);
        }

        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    private static unsafe int TryBind(DescriptorBudget descriptors, IPEndPoint address, bool reuse, out int descriptor)
    {
        var native = NativeAddress.From(address, out var length);
        var family = address.AddressFamily == AddressFamily.InterNetworkV6 ? NativeSystem.AF_INET6 : NativeSystem.AF_INET;
        descriptor = NativeSystem.socket(family, NativeSystem.SOCK_STREAM | NativeSystem.SOCK_NONBLOCK | NativeSystem.SOCK_CLOEXEC, 0);
        if (descriptor < 0)
            return Marshal.GetLastPInvokeError();
        if (!descriptors.Allows(descriptor))
        {
            _ = NativeSystem.close(descriptor);
            return NativeSystem.EMFILE;
        }

        if (reuse)
            NativeSystem.SetOption(descriptor, NativeSystem.SOL_SOCKET, NativeSystem.SO_REUSEADDR, 1);
        if (address.Address.Equals(IPAddress.IPv6Any))
            NativeSystem.SetOption(descriptor, NativeSystem.IPPROTO_IPV6, NativeSystem.IPV6_V6ONLY, 0);
        if (NativeSystem.bind(descriptor, &native, length) == 0)
            return 0;
        var error = Marshal.GetLastPInvokeError();
        _ = NativeSystem.close(descriptor);
        return error;
    }
}
