using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.Bench.Tunnels;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Session;
using SocketWarp.Sessions.Control;
using SocketWarp.Transport;
using SocketWarp.Transport.Engines;
using SocketWarp.Transport.Ngtcp2;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Bench.Load;

/// <summary>
/// Many connectors as one process: real sessions, each with a certificate of its own, that answer pings and carry nothing. They are far
/// away as connectors are: over loopback a probe of 64 KiB would leave as much memory with each session.
/// </summary>
internal static class Connectors
{
    private const int DiallingAtOnce = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Opens so many more sessions for each line "PREFIX COUNT" that it reads, and prints how long that took, in milliseconds.</summary>
    /// <param name="folder">Where the authority is that the gateway trusts.</param>
    public static async Task RunAsync(IPEndPoint gateway, string folder)
    {
        using var issuer = new ClientCertificates(folder);
        var engine = TransportEngines.Create(
            new TransportOptions { Ngtcp2 = new EngineOptions { MaxDatagramPayload = SiteOptions.EthernetPayload } },
            NullLoggerFactory.Instance
        );
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ');
            var certificates = Enumerable.Range(0, int.Parse(words[1])).Select(i => issuer.Issue($"{words[0]}{i}")).ToArray();
            var clock = Stopwatch.StartNew();
            await Parallel.ForEachAsync(
                certificates,
                new ParallelOptions { MaxDegreeOfParallelism = DiallingAtOnce },
                async (certificate, _) => Serve(await DialAsync(engine, gateway, certificate))
            );
            LoadOutput.Print(clock.Elapsed.TotalMilliseconds);
        }
    }

    private static async Task<ControlStream> DialAsync(ITransportEngine engine, IPEndPoint gateway, X509Certificate2 certificate)
    {
        using var patience = new CancellationTokenSource(Patience);
        var security = new TransportSecurity
        {
            Certificate = certificate,
            Protocols = [WireProtocols.Native],
            ValidatePeer = (_, _) => null,
        };
        var session = await engine.ConnectAsync(new ConnectOptions { Address = gateway, Security = security }, patience.Token);
        var control = new ControlStream(await session.OpenStreamAsync(patience.Token), SessionSide.Connector);
        await control.SendAsync(FrameKind.Hello, new Hello { Version = WireProtocols.Version, Name = "bench" }, patience.Token);
        var answer = await control.ReadAsync(patience.Token);
        return answer?.Body is Welcome ? control : throw new IOException($"the gateway answered {answer?.Body?.ToString() ?? "nothing"} instead of Welcome");
    }

    private static void Serve(ControlStream control) => _ = AnswerPingsAsync(control);

    private static async Task AnswerPingsAsync(ControlStream control)
    {
        try
        {
            while (await control.ReadAsync(CancellationToken.None) is { } frame)
            {
                if (frame.Body is Ping ping)
                    await control.SendAsync(FrameKind.Pong, new Pong { Sequence = ping.Sequence }, CancellationToken.None);
            }
        }
        catch (IOException)
        {
            // The gateway has been ended.
        }
    }
}
