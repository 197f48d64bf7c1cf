using Grpc.Core;
using Grpc.Net.Client;
using SocketWarp.Protocol.Control;
using SocketWarp.TestSupport;

namespace SocketWarp.TestServices;

/// <summary>A gateway as the ControlApi sees one: attaches over gRPC and says of each assignment what the test wants.</summary>
public sealed class FakeGateway : IAsyncDisposable
{
    private readonly GrpcChannel _channel;
    private readonly AsyncDuplexStreamingCall<GatewayReport, ControlUpdate> _call;
    private readonly SemaphoreSlim _writing = new(1);
    private Task _answering = Task.CompletedTask;

    private FakeGateway(TestApi api)
    {
        _channel = api.Channel();
        _call = new GatewayControl.GatewayControlClient(_channel).Attach(api.GatewayAuthorization);
    }

    /// <summary>What is said of assignments; unspecified: nothing at all.</summary>
    public AssignmentState State { get; set; } = AssignmentState.Listening;

    public string Reason { get; set; } = "";

    /// <summary>Chosen where the wish has port 0.</summary>
    public uint FreePort { get; set; } = 20001;

    public static async Task<FakeGateway> AttachAsync(TestApi api, string id)
    {
        var gateway = new FakeGateway(api);
        await gateway.SendAsync(
            new GatewayReport
            {
                Attach = new AttachGateway
                {
                    GatewayId = id,
                    Software = "fake/1",
                    Engine = "ngtcp2",
                    SessionAddress = "192.0.2.7:11443",
                },
            }
        );
        gateway._answering = gateway.AnswerAsync();
        await TestApi.UntilAsync(() => api.Admin.ListGatewaysAsync(), all => all.Any(g => g.Id == id && g.Attached));
        return gateway;
    }

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

    public async ValueTask DisposeAsync()
    {
        _call.Dispose();
        await _answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _channel.Dispose();
        _writing.Dispose();
    }

    private async Task AnswerAsync()
    {
        await foreach (var update in _call.ResponseStream.ReadAllAsync())
        {
            var isSnapshot = update.KindCase == ControlUpdate.KindOneofCase.Snapshot;
            foreach (var assignment in isSnapshot ? update.Snapshot.Assignments : update.Delta.Upserts)
            {
                if (State == AssignmentState.Unspecified)
                    continue;
                var port = assignment.Port == 0 ? FreePort : assignment.Port;
                await SendAsync(
                    new GatewayReport
                    {
                        Assignment = new AssignmentReport
                        {
                            Id = assignment.Id,
                            Revision = assignment.Revision,
                            State = State,
                            Port = port,
                            Reason = Reason,
                        },
                    }
                );
            }

            await SendAsync(new GatewayReport { Applied = new Applied { Revision = isSnapshot ? update.Snapshot.Revision : update.Delta.Revision } });
        }
    }
}
