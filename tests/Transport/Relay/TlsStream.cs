using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Transport.Relay;
using SocketWarp.Transport.Tunnels;

namespace SocketWarp.Transport.Tests.Relay;

/// <summary>TLS over a socket as a duplex stream: close_notify is the end, and a FIN without it is a cut.</summary>
internal sealed class TlsStream : DuplexStream
{
    private readonly Socket _socket;
    private readonly Wire _wire;
    private readonly SslStream _tls;

    public TlsStream(Socket socket)
        : base(new SocketOptions())
    {
        _socket = socket;
        _wire = new Wire(socket);
        _tls = new SslStream(_wire);
    }

    protected override bool IsCut => _wire.HasEnded;

    public Task AuthenticateAsync(X509Certificate2? own) =>
        own is not null
            ? _tls.AuthenticateAsServerAsync(own)
            : _tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "localhost",
                    RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
                }
            );

    /// <summary>Ends the connection below TLS, which says nothing.</summary>
    public void Cut() => _socket.Shutdown(SocketShutdown.Send);

    public override void Abort(ulong code) => _socket.Reset();

    public override async ValueTask DisposeAsync()
    {
        await _tls.DisposeAsync();
        if (OutputEnded)
            _socket.CloseCleanly();
        else
            _socket.Reset();
    }

    protected internal override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        _tls.ReadAsync(buffer, cancellationToken);

    protected internal override ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        _tls.WriteAsync(bytes, cancellationToken);

    protected internal override bool IsFailure(Exception exception) => exception is IOException or ObjectDisposedException;

    protected override async ValueTask EndAsync()
    {
        try
        {
            await _tls.ShutdownAsync();
        }
        catch (CryptographicException)
        {
            // .NET does not keep a read at the same moment away from OpenSSL's session; nothing was sent.
            await _tls.ShutdownAsync();
        }
    }

    private sealed class Wire(Socket socket) : NetworkStream(socket)
    {
        public bool HasEnded { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            HasEnded |= read == 0 && buffer.Length > 0;
            return read;
        }
    }
}
