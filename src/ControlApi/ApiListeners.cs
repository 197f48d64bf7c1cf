using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using SocketWarp.Base;
using SocketWarp.Base.State;
using SocketWarp.ControlApi.Gateways;
using SocketWarp.ControlApi.Http;
using SocketWarp.ServiceDefaults;
using SocketWarp.Web.Http;

namespace SocketWarp.ControlApi;

/// <summary>Kestrel's endpoints and limits. gRPC in clear text has no way to choose HTTP/2, so it gets endpoints of its own.</summary>
internal sealed class ApiListeners(IOptions<ApiSettings> api, IOptions<ControlSettings> control, StateDirectory state) : IConfigureOptions<KestrelServerOptions>
{
    // A gateway makes one call, a tool for gRPC a few. The server's own 100 would give each connection the weight of a hundred.
    private const int MaxCallsPerConnection = 10;

    private ListenOptions? _rest;
    private ListenOptions? _control;
    private ListenOptions? _socket;

    public void Configure(KestrelServerOptions options)
    {
        SetLimits(options);
        options.Listen(
            ListenAddress.Usable(api.Value.Listen),
            listen =>
            {
                _rest = listen;
                Mark(listen, ApiListener.Rest);
                listen.UseProtocols(api.Value);
            }
        );
        if (control.Value.EndPoint is { } endPoint)
        {
            options.Listen(
                ListenAddress.Usable(endPoint),
                listen =>
                {
                    _control = listen;
                    listen.UsePlainAddresses();
                    listen.UseConnectionLimits(ControlSettings.Section, tls: control.Value.Certificate is not null);
                    listen.Protocols = HttpProtocols.Http2;
                    Mark(listen, ApiListener.Control);
                    if (control.Value.Certificate is { } certificate)
                        ServerCertificate.Use(listen, ControlSettings.Section, certificate, control.Value.CertificateKey!);
                }
            );
        }

        if (control.Value.Socket is { Length: > 0 } socket)
        {
            options.ListenUnixSocket(
                SocketPath(socket),
                listen =>
                {
                    _socket = listen;
                    listen.UseConnectionLimits(ControlSettings.Section, tls: false);
                    listen.Protocols = HttpProtocols.Http2;
                    Mark(listen, ApiListener.Control);
                }
            );
        }
    }

    /// <summary>What is bound; after the start.</summary>
    public void Fill(ControlApiAddresses addresses)
    {
        addresses.Rest = HttpDefaults.Reachable(_rest!.IPEndPoint!, api.Value.Certificate is not null);
        addresses.Control = _control is null ? null : HttpDefaults.Reachable(_control.IPEndPoint!, control.Value.Certificate is not null);
        addresses.ControlSocket = _socket?.SocketPath;
    }

    private void SetLimits(KestrelServerOptions options)
    {
        options.UseLimits(api.Value);
        options.Limits.Http2.MaxStreamsPerConnection = MaxCallsPerConnection;
        options.Limits.Http2.KeepAlivePingDelay = control.Value.PingAfter;
        options.Limits.Http2.KeepAlivePingTimeout = control.Value.PingTimeout;
    }

    private string SocketPath(string socket)
    {
        var path = state.File(socket);
        try
        {
            _ = new UnixDomainSocketEndPoint(path);
            return path;
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or PlatformNotSupportedException)
        {
            throw new StartupException(
                $"{ControlSettings.Section}:{nameof(ControlSettings.Socket)} is \"{path}\": it is too long for a Unix socket; name a shorter path",
                e
            );
        }
    }

    private static void Mark(ListenOptions listen, ApiListener listener) =>
        listen.Use(next =>
            connection =>
            {
                connection.Features.Set(listener);
                return next(connection);
            }
        );
}
