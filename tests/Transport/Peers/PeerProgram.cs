using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.Transport.Sessions;
using SocketWarp.Transport.Tests.Engines;
using SocketWarp.Transport.Tests.Tunnels;

namespace SocketWarp.Transport.Tests.Peers;

/// <summary>
/// This program as the other side of a session, in a process of its own that a test may stop or kill:
/// <c>peer ENGINE FOLDER IDLE-MS KEEPALIVE-MS listen|connect|relay PORT</c>. It says the port it listens at (any free one for 0) or is
/// connected to, echoes all streams, and ends with its standard input. As a relay it is both sides, and carries visitors of the port that it
/// says to the given one.
/// </summary>
internal static class PeerProgram
{
    public const string Verb = "peer";

    public static async Task<int> RunAsync(string[] args)
    {
        var kind = Enum.Parse<EngineKind>(args[0]);
        using var credentials = CredentialFiles.Load(args[1]);
        var limits = new SessionLimits { IdleTimeout = Milliseconds(args[2]), KeepAlive = Milliseconds(args[3]) };
        await using var engine = TestEngines.Create(kind, NullLoggerFactory.Instance);
        var port = int.Parse(args[5], CultureInfo.InvariantCulture);
        var serving = args[4] switch
        {
            "listen" => await ListenAsync(engine, credentials, limits, port),
            "relay" => await RelayAsync(engine, port),
            _ => await ConnectAsync(engine, credentials, limits, port),
        };
        var ended = Task.Run(() => Console.In.ReadToEnd());
        await Task.WhenAny(serving, ended);
        return 0;
    }

    private static async Task<Task> ListenAsync(ITransportEngine engine, CredentialFiles credentials, SessionLimits limits, int port)
    {
        var listener = await engine.ListenAsync(credentials.Listen(limits, port));
        Say(listener.LocalEndPoint.Port);
        return AcceptAsync(listener);
    }

    private static async Task<Task> ConnectAsync(ITransportEngine engine, CredentialFiles credentials, SessionLimits limits, int port)
    {
        var session = await engine.ConnectAsync(credentials.Connect(new IPEndPoint(IPAddress.Loopback, port), limits));
        Say(port);
        return EchoAsync(session);
    }

    private static async Task<Task> RelayAsync(ITransportEngine engine, int target)
    {
        var rig = await new TunnelRig { Target = Addresses.Of("127.0.0.1", target) }.StartAsync(engine, new Credentials());
        Say(rig.Port.LocalEndPoint.Port);
        return rig.Sessions.Client.Closed;
    }

    private static async Task AcceptAsync(ITransportListener listener)
    {
        var sessions = new List<Task>();
        while (true)
            sessions.Add(EchoAsync(await listener.AcceptAsync()));
    }

    private static async Task EchoAsync(ITransportSession session)
    {
        var streams = new List<Task>();
        while (true)
            streams.Add((await session.AcceptStreamAsync()).EchoAsync());
    }

    private static void Say(int port)
    {
        Console.Out.WriteLine(port.ToString(CultureInfo.InvariantCulture));
        Console.Out.Flush();
    }

    private static TimeSpan Milliseconds(string text) => TimeSpan.FromMilliseconds(int.Parse(text, CultureInfo.InvariantCulture));
}
