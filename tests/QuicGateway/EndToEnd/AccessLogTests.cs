using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

/// <summary>Lines of real visitors, and fail2ban's own program reading them with the filter of the documents.</summary>
public sealed partial class AccessLogTests : Surroundings
{
    private string Path => Files.Path("access.log");

    internal override void Configure(GatewaySettings settings)
    {
        settings.AccessLog.Path = Path;
        settings.AccessLog.Log = true;
    }

    [Fact]
    public async Task Visitors_ServedAndRefusedAndFailed_AreOneLineEach_WithSourceBytesAndEnd()
    {
        await VisitAsync();
        var lines = await File.ReadAllLinesAsync(Path, TestContext.Current.CancellationToken);
        var fields = lines.Select(l => Line().Match(l)).ToArray();
        Assert.All(fields, f => Assert.True(f.Success, string.Join('\n', lines)));
        Assert.Equal(
            ["completed 5 5 -", "failed 0 0 TargetRefused", "refused 0 0 LimitReached"],
            fields.Select(f => $"{f.Groups["end"]} {f.Groups["in"]} {f.Groups["out"]} {f.Groups["reason"]}").Order()
        );
        Assert.All(
            fields,
            f =>
                Assert.InRange(
                    DateTimeOffset.Parse(f.Groups["time"].Value, CultureInfo.InvariantCulture),
                    DateTimeOffset.UtcNow - TimeSpan.FromMinutes(5),
                    DateTimeOffset.UtcNow
                )
        );
        Assert.Equal(3, Gateway.Log.Count("source=127.0.0.1"));
    }

    [Fact]
    public async Task Fail2ban_WithTheFilterOfTheDocuments_FindsTheRefusedAndTheShort()
    {
        await VisitAsync();
        var document = await File.ReadAllTextAsync(Repository.PathOf("docs", "operations.md"), TestContext.Current.CancellationToken);
        var filters = Filter().Matches(document).Select(m => m.Groups["filter"].Value).ToArray();
        Assert.Equal(2, filters.Length);
        // On a busy machine a visit may take longer than the second filter wants.
        var brief = (await File.ReadAllLinesAsync(Path, TestContext.Current.CancellationToken)).Count(l =>
            double.Parse(Line().Match(l).Groups["seconds"].Value, CultureInfo.InvariantCulture) < 5
        );
        Assert.Equal([Sum(1), Sum(brief)], [await MatchAsync(filters[0]), await MatchAsync(filters[1])]);
    }

    private static string Sum(int matched) => $"Lines: 3 lines, 0 ignored, {matched} matched, {3 - matched} missed";

    private async Task VisitAsync()
    {
        await using var connector = await StartConnectorAsync("inside");
        var port = await PublishAsync("inside", maxVisitors: 1);
        using (var visitor = await Visitor.ConnectAsync(port))
        {
            Assert.Equal("hello", await visitor.EchoAsync("hello"));
            using var second = await Visitor.ConnectAsync(port);
            Assert.Equal(SocketError.ConnectionReset, await second.EndAsync());
            visitor.EndSending();
            Assert.Equal(SocketError.Success, await visitor.EndAsync());
        }

        await Gateway.Log.WaitAsync("end=completed");
        await using var other = await StartConnectorAsync("other");
        var closed = await PublishAsync("other", $"127.0.0.1:{Ports.FreeTcp()}");
        using (var failed = await Visitor.ConnectAsync(closed))
            Assert.Equal(SocketError.ConnectionReset, await failed.EndAsync());
        await Gateway.Log.WaitAsync("reason=TargetRefused");
        // Writes what waits.
        await Gateway.DisposeAsync();
    }

    /// <returns>The line that sums up what fail2ban made of the log.</returns>
    private async Task<string> MatchAsync(string filter)
    {
        var file = Files.Path("filter.conf");
        await File.WriteAllTextAsync(file, filter, TestContext.Current.CancellationToken);
        var (_, output, _) = await RunningProcess.RunAsync("fail2ban-regex", [Path, file]);
        return output.Split('\n').SingleOrDefault(l => l.StartsWith("Lines: ", StringComparison.Ordinal)) ?? output;
    }

    [GeneratedRegex(
        @"^(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) source=127\.0\.0\.1 source_port=[1-9]\d* port=[1-9]\d* assignment=(?<id>inside|other) uid=\k<id> "
            + @"bytes_in=(?<in>\d+) bytes_out=(?<out>\d+) seconds=(?<seconds>\d+\.\d{3}) end=(?<end>\w+) reason=(?<reason>\S+)$"
    )]
    private static partial Regex Line();

    [GeneratedRegex(@"```text fail2ban\n(?<filter>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Filter();
}
