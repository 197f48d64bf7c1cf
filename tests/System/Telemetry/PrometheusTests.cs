using System.Net;
using System.Net.Sockets;
using SocketWarp.SystemTests.Parts;
using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Telemetry;

public sealed class PrometheusTests
{
    [Theory]
    [InlineData("QuicGateway", "socketwarp_gateway_certificate_left_seconds")]
    [InlineData("Connector", "socketwarp_connector_certificate_left_seconds")]
    [InlineData("ControlApi", "http_server_active_requests")]
    public async Task Metrics_WithAPort_AreServedAsText(string part, string name)
    {
        var port = Ports.FreeTcp();
        using var files = new PartFiles();
        files.Environment["SOCKETWARP_Telemetry__PrometheusPort"] = $"{port}";
        await using var tool = Start(files, part);
        await Ports.WaitForListenerAsync(port);
        using var http = new HttpClient { Timeout = Limits.Step };
        if (part == "ControlApi")
        {
            await Ports.WaitForListenerAsync(files.Api.Port);
            await http.GetStringAsync(new Uri(files.Api, "health/live"));
        }

        foreach (var host in (string[])["127.0.0.1", "localhost"])
        {
            var samples = await ScrapeAsync(http, new Uri($"http://{host}:{port}/metrics"), name);
            Assert.Contains(samples.Keys, key => key.StartsWith("process_memory_usage_bytes", StringComparison.Ordinal));
            Assert.Contains(samples.Keys, key => key.StartsWith("target_info", StringComparison.Ordinal));
        }

        await tool.SignalAsync("TERM");
        Assert.Equal(0, await tool.ExitAsync(Limits.Shutdown));
    }

    [Fact]
    public async Task Port_InUse_IsNamedAtStart()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        Assert.Contains(
            $"error: Telemetry:PrometheusPort is \"{port}\", which cannot be listened on at 127.0.0.1 (",
            await RefusedAsync(1, $"{port}"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("65536")]
    public async Task Port_ThatIsNone_IsRefused(string port) =>
        Assert.Equal(
            $"socketwarp-controlapi: error: Telemetry:PrometheusPort is \"{port}\": write a port from 1 to 65535, or leave it out to have none\n",
            await RefusedAsync(2, port)
        );

    /// <summary>Scrapes until the metric is there: the port is open before the process does its work.</summary>
    private static async Task<IReadOnlyDictionary<string, double>> ScrapeAsync(HttpClient http, Uri address, string name)
    {
        using var limit = new CancellationTokenSource(Limits.Step);
        while (true)
        {
            using var answer = await http.GetAsync(address, limit.Token);
            Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
            var samples = PrometheusText.Parse(await answer.Content.ReadAsStringAsync(limit.Token));
            if (samples.Keys.Any(key => key.StartsWith(name, StringComparison.Ordinal)))
                return samples;
            await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token);
        }
    }

    private static async Task<string> RefusedAsync(int code, string port)
    {
        using var files = new PartFiles();
        files.Environment["SOCKETWARP_Telemetry__PrometheusPort"] = port;
        await using var tool = files.StartControlApi();
        Assert.Equal(code, await tool.ExitAsync(Limits.Start));
        Assert.DoesNotContain("   at ", tool.Error, StringComparison.Ordinal);
        return tool.Error;
    }

    private static RunningProcess Start(PartFiles files, string part) =>
        part switch
        {
            "QuicGateway" => files.StartGateway(),
            "Connector" => files.StartConnector(),
            _ => files.StartControlApi(),
        };
}
