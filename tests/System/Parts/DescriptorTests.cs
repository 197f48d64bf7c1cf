using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using SocketWarp.Protocol.Rest;
using SocketWarp.SystemTests.Identity;
using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Parts;

/// <summary>
/// Processes that may open few files and sockets, and more people than there is room for. A runtime that finds no descriptor for a thread ends its process,
/// so some are always left.
/// </summary>
[Collection(TimedCollection.Name)]
public sealed partial class DescriptorTests
{
    private const int Reserve = 24;
    private const string Kept = "are kept for the process itself";

    [Theory]
    [InlineData(200)]
    [InlineData(256)]
    [InlineData(1024)]
    public async Task Gateway_WithMoreVisitorsThanDescriptors_LetsThemWait_AndServesThemWhenOthersLeave(int descriptors)
    {
        await using var parts = await RunningParts.StartAsync();
        await parts.Gateway.DisposeAsync();
        parts.Files.Descriptors = descriptors;
        parts.Gateway = parts.Files.StartGateway();
        await parts.VisitWhenServedAsync(Limits.Step);
        using var last = new TcpClient();
        using (await Crowd.GatherAsync(parts.VisitorPort, descriptors))
        {
            await parts.Gateway.ErrorAsync(e => e.Contains(Kept, StringComparison.Ordinal), Limits.Step);
            Assert.InRange(ProcessFacts.Of(parts.Gateway.Id).Handles, 1, descriptors - (Reserve / 2));
            await last.ConnectAsync(IPAddress.Loopback, parts.VisitorPort).WaitAsync(Limits.Step, TestContext.Current.CancellationToken);
        }

        await RunningParts.EchoAsync(last);
        Assert.False(parts.Gateway.HasExited);
    }

    [Fact]
    public async Task Gateway_WithoutDescriptors_OpensNoMorePorts_AndOpensThemWhenVisitorsLeave()
    {
        await using var parts = await RunningParts.StartAsync();
        await parts.Gateway.DisposeAsync();
        parts.Files.Descriptors = 256;
        parts.Gateway = parts.Files.StartGateway();
        await parts.VisitWhenServedAsync(Limits.Step);
        using var api = parts.Client();
        var ports = 0;
        using (await Crowd.GatherAsync(parts.VisitorPort, 256))
        {
            await parts.Gateway.ErrorAsync(e => e.Contains(Kept, StringComparison.Ordinal), Limits.Step);
            // A start leaves some descriptors behind that are given back at any time, and a port may get one of these.
            AssignmentView last;
            do last = await PutAsync();
            while (last.State == AssignmentStatus.Listening);
            Assert.Contains(Kept, last.Reason, StringComparison.Ordinal);
        }

        await api.UntilAsync($"late{ports}", a => a.State == AssignmentStatus.Listening);

        async Task<AssignmentView> PutAsync()
        {
            await api.PutAsync(PartFiles.Uid, "127.0.0.1:1", $"late{++ports}");
            return await api.UntilAsync($"late{ports}", a => a.State is AssignmentStatus.Listening or AssignmentStatus.Failed);
        }
    }

    [Theory]
    [InlineData(200)]
    [InlineData(256)]
    [InlineData(1024)]
    public async Task Connector_WithMoreTunnelsThanDescriptors_RefusesThem_AndDialsAgainWhenOthersLeave(int descriptors)
    {
        await using var parts = await RunningParts.StartAsync();
        await parts.Connector.DisposeAsync();
        parts.Files.Descriptors = descriptors;
        parts.Connector = parts.Files.StartConnector();
        await parts.VisitWhenServedAsync(Limits.Step);
        using (await Crowd.GatherAsync(parts.VisitorPort, descriptors))
        {
            await parts.Connector.ErrorAsync(e => e.Contains(Kept, StringComparison.Ordinal), Limits.Step);
            Assert.InRange(ProcessFacts.Of(parts.Connector.Id).Handles, 1, descriptors - (Reserve / 2));
        }

        await parts.VisitWhenServedAsync(Limits.Step);
        Assert.False(parts.Connector.HasExited);
    }

    [Fact]
    public async Task ControlApi_WithMoreClientsThanDescriptors_LetsTheSilentMakeRoom()
    {
        const int descriptors = 320;
        await using var parts = await RunningParts.StartAsync();
        await parts.ControlApi.DisposeAsync();
        parts.Files.Descriptors = descriptors;
        parts.ControlApi = parts.Files.StartControlApi();
        await Ports.WaitForListenerAsync(parts.Files.Api.Port);
        using (await Crowd.GatherAsync(parts.Files.Api.Port, descriptors))
        {
            await parts.ControlApi.ErrorAsync(e => e.Contains(Kept, StringComparison.Ordinal), Limits.Step);
            Assert.InRange(ProcessFacts.Of(parts.ControlApi.Id).Handles, 1, descriptors - 1);
            await AskAsync();
        }

        await AskAsync();
        Assert.False(parts.ControlApi.HasExited);

        async Task AskAsync()
        {
            using var api = parts.Client();
            await api.UntilAsync(RunningParts.Assignment, a => a.State == AssignmentStatus.Listening);
        }
    }

    [Fact]
    public async Task ScepServer_WithMoreClientsThanDescriptors_LetsTheSilentMakeRoom()
    {
        const int descriptors = 288;
        using var files = new EnrolledPartFiles { Descriptors = descriptors };
        await using var server = files.StartScepServer();
        await Ports.WaitForListenerAsync(files.Scep.Port);
        using (await Crowd.GatherAsync(files.Scep.Port, descriptors))
        {
            await server.ErrorAsync(e => e.Contains(Kept, StringComparison.Ordinal), Limits.Step);
            Assert.InRange(ProcessFacts.Of(server.Id).Handles, 1, descriptors - 1);
        }

        using var http = new HttpClient { BaseAddress = files.Scep, Timeout = Limits.Step };
        Assert.Equal("Healthy", await http.GetStringAsync("health/ready", TestContext.Current.CancellationToken));
        Assert.False(server.HasExited);
    }

    [Theory]
    [InlineData("ControlApi")]
    [InlineData("ScepServer")]
    [InlineData("QuicGateway")]
    [InlineData("Connector")]
    public async Task Process_WithFewerDescriptorsThanItNeeds_SaysHowMany_AndStartsWithThem(string project)
    {
        using var files = project == "ScepServer" ? new EnrolledPartFiles() : new PartFiles();
        files.Descriptors = 100;
        int least;
        await using (var refused = Start())
        {
            Assert.Equal(1, await refused.ExitAsync(Limits.Start));
            Assert.Contains("raise ulimit -n, or LimitNOFILE of its service, to ", refused.Error, StringComparison.Ordinal);
            least = int.Parse(Least().Match(refused.Error).Groups[1].Value, CultureInfo.InvariantCulture);
        }

        files.Descriptors = least;
        await using var started = Start();
        await started.ErrorAsync(e => e.Contains($"This process may open {least} descriptors", StringComparison.Ordinal), Limits.Start);

        RunningProcess Start() =>
            project switch
            {
                "ControlApi" => files.StartControlApi(),
                "ScepServer" => ((EnrolledPartFiles)files).StartScepServer(),
                "QuicGateway" => files.StartGateway(),
                _ => files.StartConnector(),
            };
    }

    [GeneratedRegex(@"does not start with fewer than (\d+):")]
    private static partial Regex Least();
}
