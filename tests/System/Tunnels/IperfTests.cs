using System.Text.Json;
using SocketWarp.SystemTests.Running;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Tunnels;

[Collection(AllInOneCollection.Name)]
public sealed class IperfTests(RunningAllInOne host)
{
    [Theory]
    [InlineData("up", "-P1")]
    [InlineData("down", "-P1", "-R")]
    [InlineData("up of 8", "-P8")]
    [InlineData("down of 8", "-P8", "-R")]
    public async Task Iperf3_Through_TheTunnel_MovesData(string name, params string[] options)
    {
        var port = Ports.FreeTcp();
        await using var server = RunningProcess.Start("iperf3", ["-s", "-B", "127.0.0.1", "-p", $"{port}"]);
        await Ports.WaitForListenerAsync(port);
        var visitorPort = await host.Api.PublishAsync(host.Endpoints.Uid, $"127.0.0.1:{port}", "iperf");
        var output = await RunningProcess.MustRunAsync("iperf3", ["-c", "127.0.0.1", "-p", $"{visitorPort}", "-t", "1", "-J", .. options]);
        using var report = JsonDocument.Parse(output);
        var bits = report.RootElement.GetProperty("end").GetProperty("sum_received").GetProperty("bits_per_second").GetDouble();
        TestContext.Current.SendDiagnosticMessage($"iperf3 {name}: {bits / 1e9:0.00} Gbit/s");
        // Far below what it does: a stall is a fault, a busy machine is not.
        Assert.True(bits > 50e6, $"{bits / 1e6:0} Mbit/s");
    }
}
