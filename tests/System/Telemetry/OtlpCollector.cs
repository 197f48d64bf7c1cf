using System.Net;
using System.Text;
using Google.Protobuf.Collections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using SocketWarp.SystemTests.Support;
using SocketWarp.SystemTests.Telemetry.Otlp;

namespace SocketWarp.SystemTests.Telemetry;

/// <summary>A receiver of OTLP, over HTTP and gRPC, that keeps what it is sent.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private const int GrpcHeader = 5;

    private readonly Lock _lock = new();
    private readonly WebApplication _server;
    private readonly List<Traces> _traces = [];
    private readonly List<Metrics> _metrics = [];
    private readonly List<Logs> _logs = [];
    private readonly StringBuilder _raw = new();
    private readonly HashSet<string> _tokens = [];
    private TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OtlpCollector(WebApplication server) => _server = server;

    public Uri Http { get; private set; } = null!;

    public Uri Grpc { get; private set; } = null!;

    /// <summary>Values of the header <c>x-token</c>.</summary>
    public IReadOnlyCollection<string> Tokens
    {
        get
        {
            lock (_lock)
                return [.. _tokens];
        }
    }

    /// <summary>All bytes that came, as text.</summary>
    public string Raw
    {
        get
        {
            lock (_lock)
                return _raw.ToString();
        }
    }

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
                kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            });
        var server = builder.Build();
        var collector = new OtlpCollector(server);
        server.Run(collector.ReceiveAsync);
        await server.StartAsync().WaitAsync(Limits.Start);
        var addresses = server.Urls.Select(url => new Uri(url)).ToArray();
        (collector.Http, collector.Grpc) = (addresses[0], addresses[1]);
        return collector;
    }

    public IReadOnlyList<(string Service, string Scope, Span Span)> Spans =>
        Read(_traces, t => from r in t.ResourceSpans from s in r.ScopeSpans from span in s.Spans select (Service(r.Resource), s.Scope.Name, span));

    public IReadOnlyList<(string Service, string Name)> Measured =>
        Read(_metrics, m => from r in m.ResourceMetrics from s in r.ScopeMetrics from metric in s.Metrics select (Service(r.Resource), metric.Name));

    public IReadOnlyList<(string Service, string Category, LogRecord Record)> Records =>
        Read(_logs, l => from r in l.ResourceLogs from s in r.ScopeLogs from record in s.LogRecords select (Service(r.Resource), s.Scope.Name, record));

    public IReadOnlyList<Resource> Resources =>
        [
            .. Read(_traces, t => t.ResourceSpans.Select(r => r.Resource)),
            .. Read(_metrics, m => m.ResourceMetrics.Select(r => r.Resource)),
            .. Read(_logs, l => l.ResourceLogs.Select(r => r.Resource)),
        ];

    public static string Text(RepeatedField<KeyValue> attributes, string key)
    {
        var value = attributes.FirstOrDefault(a => a.Key == key)?.Value;
        return value is { HasIntValue: true } ? $"{value.IntValue}" : value?.StringValue ?? "";
    }

    public static string Service(Resource resource) => Text(resource.Attributes, "service.name");

    /// <summary>Waits until what has come fulfils a condition.</summary>
    public async Task UntilAsync(Func<OtlpCollector, bool> condition, Func<string> whatIsThere)
    {
        using var limit = new CancellationTokenSource(Limits.Step);
        while (true)
        {
            Task came;
            lock (_lock)
                came = _came.Task;
            if (condition(this))
                return;
            try
            {
                await came.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"what was wanted did not come within {Limits.Step}; there is {whatIsThere()}");
            }
        }
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        var isGrpc = context.Request.ContentType == "application/grpc";
        Keep(context.Request.Path.Value!, buffer.ToArray()[(isGrpc ? GrpcHeader : 0)..], context.Request.Headers["x-token"].ToString());
        context.Response.ContentType = isGrpc ? "application/grpc" : "application/x-protobuf";
        if (!isGrpc)
            return;
        // An empty message without compression.
        await context.Response.Body.WriteAsync(new byte[GrpcHeader]);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private void Keep(string path, byte[] message, string token)
    {
        TaskCompletionSource came;
        lock (_lock)
        {
            if (path is "/v1/traces" or "/opentelemetry.proto.collector.trace.v1.TraceService/Export")
                _traces.Add(Traces.Parser.ParseFrom(message));
            else if (path is "/v1/metrics" or "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export")
                _metrics.Add(Metrics.Parser.ParseFrom(message));
            else if (path is "/v1/logs" or "/opentelemetry.proto.collector.logs.v1.LogsService/Export")
                _logs.Add(Logs.Parser.ParseFrom(message));
            else
                return;
            _raw.Append(Encoding.Latin1.GetString(message));
            _tokens.Add(token);
            (came, _came) = (_came, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        came.SetResult();
    }

    private IReadOnlyList<TItem> Read<TMessage, TItem>(List<TMessage> messages, Func<TMessage, IEnumerable<TItem>> items)
    {
        lock (_lock)
            return [.. messages.SelectMany(items)];
    }
}
