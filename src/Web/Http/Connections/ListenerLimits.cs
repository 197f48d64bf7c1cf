using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocketWarp.Base.Net;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Web.Http.Connections;

/// <summary>
/// Receives every connection of a listener first, below TLS: counts it, times it from its start, and compares its first byte with the protocol that
/// the listener speaks.
/// </summary>
internal sealed partial class ListenerLimits(ListenOptions listen, string section, bool tls)
{
    // The first byte of a TLS record that holds a handshake (RFC 8446 section 5.1). No method of HTTP begins with it.
    private const byte HandshakeRecord = 0x16;

    private readonly ConnectionTable _table = listen.ApplicationServices.GetRequiredService<ConnectionTable>();
    private readonly HttpSettings _settings = listen.ApplicationServices.GetRequiredService<HttpSettings>();
    private readonly ILogger _logger = listen.ApplicationServices.GetRequiredService<ILogger<ListenerLimits>>();
    private int _mistakesSaid;

    public async Task RunAsync(ConnectionContext context, ConnectionDelegate next)
    {
        var connection = new ClientConnection(context, _table, _settings);
        if (!_table.Add(connection))
        {
            connection.End("there is no room for it");
            return;
        }

        var transport = context.Transport;
        try
        {
            context.Features.Get<IConnectionHeartbeatFeature>()!.OnHeartbeat(static state => ((ClientConnection)state).CheckTime(), connection);
            context.Features.Set(connection);
            context.Transport = new TimedPipe(transport, connection);
            if (await SpeaksOurProtocolAsync(context, connection))
                await next(context);
        }
        finally
        {
            context.Transport = transport;
            _table.Remove(connection);
        }
    }

    private async Task<bool> SpeaksOurProtocolAsync(ConnectionContext context, ClientConnection connection)
    {
        if (await ReadFirstAsync(context) is not { } first)
            return false;
        var isTls = first == HandshakeRecord;
        if (isTls == tls)
            return true;
        if (Interlocked.Exchange(ref _mistakesSaid, 1) == 0)
            SayMistake(context, connection.Source);
        // HTTP's own answer to a TLS record will do: the client sees that this is not TLS.
        if (isTls)
            return true;
        if (char.IsAsciiLetterUpper((char)first))
            await context.Transport.Output.WriteAsync(TlsNeeded());
        return false;
    }

    /// <summary>Returns the first byte and leaves it to be read again; null when no byte comes.</summary>
    private static async Task<byte?> ReadFirstAsync(ConnectionContext context)
    {
        var input = context.Transport.Input;
        // An orderly stop closes connections without a request; at this point only we can hear of it.
        await using var stop =
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested.Register(input.CancelPendingRead) ?? default;
        try
        {
            var result = await input.ReadAsync(context.ConnectionClosed);
            var first = new SequenceReader<byte>(result.Buffer).TryPeek(out var value) ? value : (byte?)null;
            input.AdvanceTo(result.Buffer.Start);
            return first;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private void SayMistake(ConnectionContext context, SourceAddress source)
    {
        if (tls)
            Log.ClearText(_logger, source, context.LocalEndPoint);
        else
            Log.Tls(_logger, source, context.LocalEndPoint, section);
    }

    private static byte[] TlsNeeded()
    {
        var body = JsonSerializer.Serialize(Problems.SpeaksTls(), RestJson.Default.ApiProblem);
        return Encoding.UTF8.GetBytes(
            $"HTTP/1.1 400 Bad Request\r\nContent-Type: {Problems.ContentType}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: "
                + $"close\r\n\r\n{body}"
        );
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "{Source} speaks TLS at {EndPoint}, which speaks clear text: let it use http://, or set {Section}:Certificate and {Section}:CertificateKey; "
                + "said once",
            EventName = "TlsAtClearText"
        )]
        public static partial void Tls(ILogger logger, SourceAddress source, System.Net.EndPoint? endPoint, string section);

        [LoggerMessage(
            2,
            LogLevel.Warning,
            "{Source} speaks clear text at {EndPoint}, which speaks TLS: let it use https://; said once",
            EventName = "ClearTextAtTls"
        )]
        public static partial void ClearText(ILogger logger, SourceAddress source, System.Net.EndPoint? endPoint);
    }
}
