using System.Net;
using System.Net.Sockets;
using SocketWarp.AllInOne.Demo;
using SocketWarp.SystemTests.Running;
using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Parts;

/// <summary>ControlApi, gateway and connector as three processes, and one published echo target.</summary>
internal sealed class RunningParts : IAsyncDisposable
{
    public const string Assignment = "echo";

    private readonly DemoServer _target;

    private RunningParts(DemoServer target, PartFiles files) => (_target, Files) = (target, files);

    public PartFiles Files { get; }

    public required RunningProcess ControlApi { get; set; }

    public required RunningProcess Gateway { get; set; }

    public required RunningProcess Connector { get; set; }

    public int VisitorPort { get; private set; }

    /// <param name="files">Null: certificates of long life, and nobody is asked about them.</param>
    public static async Task<RunningParts> StartAsync(PartFiles? files = null)
    {
        using var limit = new CancellationTokenSource(Limits.Start);
        var parts = new RunningParts(await DemoTarget.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), limit.Token), files ?? new PartFiles())
        {
            ControlApi = null!,
            Gateway = null!,
            Connector = null!,
        };
        parts.ControlApi = parts.Files.StartControlApi();
        parts.Gateway = parts.Files.StartGateway();
        parts.Connector = parts.Files.StartConnector();
        await Ports.WaitForListenerAsync(parts.Files.Api.Port);
        using var api = parts.Client();
        parts.VisitorPort = await api.PublishAsync(PartFiles.Uid, $"127.0.0.1:{parts._target.Port}", Assignment, Ports.FreeTcp());
        return parts;
    }

    public ApiClient Client() => new(Files.Api, File.ReadAllText(Files.AdminToken).Trim());

    /// <summary>A visitor through whose tunnel data has gone and come back.</summary>
    public async Task<TcpClient> VisitAsync()
    {
        var visitor = new TcpClient();
        try
        {
            await visitor.ConnectAsync(IPAddress.Loopback, VisitorPort).WaitAsync(Limits.Step);
            await EchoAsync(visitor);
            return visitor;
        }
        catch
        {
            visitor.Dispose();
            throw;
        }
    }

    /// <summary>A visitor who is refused or reset.</summary>
    public async Task VisitUnservedAsync()
    {
        var failure = await Record.ExceptionAsync(async () => (await VisitAsync()).Dispose());
        Assert.True(failure is IOException or SocketException, $"instead of a refusal: {failure?.ToString() ?? "served"}");
    }

    /// <summary>Returns as soon as a visitor is served; the caller checks how long that took.</summary>
    public async Task VisitWhenServedAsync(TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        while (true)
        {
            try
            {
                (await VisitAsync()).Dispose();
                return;
            }
            catch (Exception e) when (e is IOException or SocketException && !timeout.IsCancellationRequested)
            {
                // Refused or reset: not yet. Nothing tells visitors when to come again.
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }
            catch (Exception e)
            {
                throw new TimeoutException($"no visitor was served within {limit}\n{ControlApi.Error}\n{Gateway.Error}\n{Connector.Error}", e);
            }
        }
    }

    public static async Task EchoAsync(TcpClient visitor)
    {
        await visitor.Client.SendAsync("hello"u8.ToArray()).WaitAsync(Limits.Step);
        await visitor.GetStream().ReadExactlyAsync(new byte[5]).AsTask().WaitAsync(Limits.Step);
    }

    /// <summary>Returns when the visitor is reset.</summary>
    public static async Task ResetAsync(TcpClient visitor, TimeSpan limit)
    {
        var failure = await Assert.ThrowsAsync<SocketException>(async () => await visitor.Client.ReceiveAsync(new byte[1]).WaitAsync(limit));
        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
    }

    public async ValueTask DisposeAsync()
    {
        await Connector.DisposeAsync();
        await Gateway.DisposeAsync();
        await ControlApi.DisposeAsync();
        await _target.DisposeAsync();
        Files.Dispose();
    }
}
