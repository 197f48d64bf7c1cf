using System.Threading.Channels;
using Grpc.Core;
using Grpc.Net.Client;
using SocketWarp.Protocol.Control;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Support;

/// <summary>A gateway as the ControlApi sees one: attaches over gRPC and reports what the test says.</summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    private readonly GrpcChannel _channel;
    private readonly AsyncDuplexStreamingCall<GatewayReport, ControlUpdate> _call;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Channel<ControlUpdate> _seen = System.Threading.Channels.Channel.CreateUnbounded<ControlUpdate>();
    private Task _answering = Task.CompletedTask;

    private FakeGateway(GrpcChannel channel)
    {
        _channel = channel;
        _call = new GatewayControl.GatewayControlClient(channel).Attach();
    }

    /// <summary>Said of every assignment that comes.</summary>
    public Func<Assignment, AssignmentReport> Answer { get; set; } = a => Report(a, AssignmentState.Listening);

    /// <summary>Ends when the link does, after <see cref="RunAsync"/>.</summary>
    public Task Ended => _answering.ContinueWith(_ => { }, TaskScheduler.Default);

    public static AssignmentReport Report(Assignment assignment, AssignmentState state, uint? port = null, string reason = "") =>
        new()
        {
            Id = assignment.Id,
            Revision = assignment.Revision,
            State = state,
            Port = port ?? assignment.Port,
            Reason = reason,
        };

    public static async Task<FakeGateway> AttachAsync(GrpcChannel channel, string id = "default", ulong appliedRevision = 0)
    {
        var gateway = new FakeGateway(channel);
        await gateway.SendAsync(
            new GatewayReport
            {
                Attach = new AttachGateway
                {
                    GatewayId = id,
                    Software = "fake/1",
                    Engine = "none",
                    SessionAddress = "127.0.0.1:1",
                    AppliedRevision = appliedRevision,
                },
            }
        );
        return gateway;
    }

    /// <summary>Reports these sessions, takes the snapshot, and from then on answers everything by itself.</summary>
    public async Task<FakeGateway> RunAsync(params string[] uids)
    {
        foreach (var uid in uids)
            await SessionAsync(uid);
        await TakeAsync(await ReadAsync());
        _answering = AnswerAllAsync();
        return this;
    }

    public Task SessionAsync(string uid, bool up = true, string sessionId = "s1", string reason = "") =>
        SendAsync(
            new GatewayReport
            {
                Session = new SessionReport
                {
                    Uid = uid,
                    SessionId = sessionId,
                    Up = up,
                    Name = $"name of {uid}",
                    RemoteAddress = "192.0.2.1:5",
                    Protocol = "socket-warp/1",
                    Reason = reason,
                    RoundTripMicroseconds = 1500,
                },
            }
        );

    public async Task SendAsync(GatewayReport report)
    {
        await _writing.WaitAsync();
        try
        {
            await _call.RequestStream.WriteAsync(report).InTime();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>The next update; null when the call has ended with OK.</summary>
    public async Task<ControlUpdate?> ReadOrEndAsync() =>
        await _call.ResponseStream.MoveNext(CancellationToken.None).InTime() ? _call.ResponseStream.Current : null;

    public async Task<ControlUpdate> ReadAsync() => await ReadOrEndAsync() ?? throw new InvalidOperationException("the call has ended");

    /// <summary>The next update that the running gateway has answered.</summary>
    public async Task<ControlUpdate> SeenAsync() => await _seen.Reader.ReadAsync().AsTask().InTime();

    /// <summary>Reports on every assignment in it, then Applied.</summary>
    public async Task TakeAsync(ControlUpdate update)
    {
        IEnumerable<Assignment> assignments = update.KindCase == ControlUpdate.KindOneofCase.Snapshot ? update.Snapshot.Assignments : update.Delta.Upserts;
        foreach (var assignment in assignments)
            await SendAsync(new GatewayReport { Assignment = Answer(assignment) });
        var revision = update.KindCase == ControlUpdate.KindOneofCase.Snapshot ? update.Snapshot.Revision : update.Delta.Revision;
        await SendAsync(new GatewayReport { Applied = new Applied { Revision = revision } });
        _seen.Writer.TryWrite(update);
    }

    public async ValueTask DisposeAsync()
    {
        _call.Dispose();
        await _answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _channel.Dispose();
        _writing.Dispose();
    }

    private async Task AnswerAllAsync()
    {
        await foreach (var update in _call.ResponseStream.ReadAllAsync())
            await TakeAsync(update);
    }
}
