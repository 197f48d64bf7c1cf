using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SocketWarp.SystemTests.Running;
using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Deployment;

/// <summary>Alerts and dashboard in <c>deploy</c>: Prometheus takes them, and the processes export what they ask for.</summary>
public sealed partial class MonitoringTests
{
    private static string Alerts { get; } = Repository.PathOf("deploy", "prometheus", "alerts.yml");

    private static string Dashboard { get; } = Repository.PathOf("deploy", "grafana", "socketwarp.json");

    [Fact]
    public async Task Alerts_AreRulesOfPrometheus_AndFireWhenTheyShould()
    {
        await RunningProcess.MustRunAsync("promtool", ["check", "rules", Alerts]);
        await RunningProcess.MustRunAsync("promtool", ["test", "rules", Path.ChangeExtension(Alerts, ".test.yml")]);
    }

    [Fact]
    public async Task Metrics_OfAlertsAndDashboard_AreExported()
    {
        var port = Ports.FreeTcp();
        using var state = new TestDirectory();
        await using var tool = RunningAllInOne.Start(state.Path, "--Telemetry:PrometheusPort", $"{port}");
        await tool.LineAsync(RunningAllInOne.IsReady, Limits.Start);
        var endpoints = Endpoints.Read(state.File("endpoints.json"));
        using var api = new ApiClient(endpoints.Api, (await File.ReadAllTextAsync(endpoints.TokenFile)).Trim());
        using var http = new HttpClient { Timeout = Limits.Step };

        // A visitor who is served, one who is not, and an enrolment that is refused.
        await VisitAsync(int.Parse(endpoints.Visitor.Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture));
        await VisitAsync(await api.PublishAsync(endpoints.Uid, $"127.0.0.1:{Ports.FreeTcp()}", "nobody"));
        using var garbage = new ByteArrayContent([1, 2, 3]);
        using var refused = await http.PostAsync(new Uri(endpoints.Scep, "/scep?operation=PKIOperation"), garbage);

        var wanted = Names().Where(n => n != "up").ToHashSet();
        Assert.True(wanted.Count > 15, string.Join(' ', wanted));
        using var limit = new CancellationTokenSource(Limits.Step);
        while (true)
        {
            var text = await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"));
            var missing = wanted.Where(n => !Regex.IsMatch(text, $$"""^{{n}}[{ ]""", RegexOptions.Multiline)).Order().ToArray();
            if (missing.Length == 0)
                return;
            // A scrape may come before the processes have counted.
            Assert.False(limit.IsCancellationRequested, $"nothing exports {string.Join(", ", missing)}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), CancellationToken.None);
        }
    }

    /// <summary>The metrics that expressions name. Labels are followed by a comparison, or are those that sums go by.</summary>
    private static IEnumerable<string> Names()
    {
        var dashboard = JsonNode.Parse(File.ReadAllText(Dashboard))!;
        var expressions = dashboard["panels"]!.AsArray().SelectMany(p => p!["targets"]!.AsArray()).Select(t => t!["expr"]!.GetValue<string>());
        var rules = Rule().Matches(File.ReadAllText(Alerts)).Select(m => m.Value);
        return expressions.Concat(rules).Select(e => By().Replace(e, "")).SelectMany(e => Name().Matches(e)).Select(m => m.Value);
    }

    private static async Task VisitAsync(int port)
    {
        using var visitor = new TcpClient();
        await visitor.ConnectAsync("127.0.0.1", port);
        var stream = visitor.GetStream();
        try
        {
            await stream.WriteAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray());
            visitor.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(Stream.Null).InTime(Limits.Step);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // The visitor of a target where nobody listens is reset.
        }
    }

    [GeneratedRegex(@"expr:.*?(?=\n +(for|labels):)", RegexOptions.Singleline)]
    private static partial Regex Rule();

    [GeneratedRegex(@"\bby \([^)]*\)|\{[^}]*\}")]
    private static partial Regex By();

    [GeneratedRegex(@"\b(up\b|(socketwarp|http|process|dotnet|kestrel)_[a-z0-9_]+)")]
    private static partial Regex Name();
}
