using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.ControlLink;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.ControlLink;

public sealed class ReportOutboxTests
{
    private readonly ReportOutbox _outbox = new();

    [Fact]
    public void Closed_KeepsNothing()
    {
        _outbox.Post(new Applied { Revision = 1 });
        _outbox.Open();
        Assert.Empty(_outbox.Take());
    }

    [Fact]
    public void NewestOfEachSubject_IsKept_AndAppliedComesLast()
    {
        _outbox.Open();
        _outbox.Post(new Applied { Revision = 1 });
        _outbox.Post(new AssignmentReport { Id = "a", State = AssignmentState.Waiting });
        _outbox.Post(new AssignmentReport { Id = "a", State = AssignmentState.Listening });
        _outbox.Post(new AssignmentCounters { Id = "a" });
        _outbox.Post(new SessionReport { SessionId = "1" });
        _outbox.Post(new Applied { Revision = 2 });
        var reports = _outbox.Take();
        Assert.Equal(
            [
                GatewayReport.KindOneofCase.Session,
                GatewayReport.KindOneofCase.Assignment,
                GatewayReport.KindOneofCase.Counters,
                GatewayReport.KindOneofCase.Applied,
            ],
            reports.Select(r => r.KindCase)
        );
        Assert.Equal(AssignmentState.Listening, reports[1].Assignment.State);
        Assert.Equal(2UL, reports[3].Applied.Revision);
        Assert.Empty(_outbox.Take());
    }

    [Fact]
    public void SessionsOfOneUid_AreKeptInOrder()
    {
        _outbox.Open();
        _outbox.Post(new SessionReport { SessionId = "old", Up = false });
        _outbox.Post(new SessionReport { SessionId = "new", Up = true });
        Assert.Equal(["old", "new"], _outbox.Take().Select(r => r.Session.SessionId));
    }

    [Fact]
    public async Task TakeAsync_WaitsForTheFirst()
    {
        _outbox.Open();
        var taking = _outbox.TakeAsync(CancellationToken.None).AsTask();
        Assert.False(taking.IsCompleted);
        _outbox.Post(new Applied { Revision = 1 });
        Assert.Single(await taking.InTime());
    }
}
