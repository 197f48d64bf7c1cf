using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Publishing;
using SocketWarp.QuicGateway.Publishing.Visitors;
using SocketWarp.QuicGateway.Sessions;
using SocketWarp.QuicGateway.Settings;

namespace SocketWarp.QuicGateway.ControlLink;

/// <summary>Tells ControlApi, every now and then, what has changed of the figures.</summary>
internal sealed class CounterReporter(
    AssignmentKeeper keeper,
    SessionRegistry registry,
    ReportOutbox outbox,
    TargetWatch targets,
    ControlLinkSettings settings,
    TimeProvider time
)
{
    /// <summary>The share of a round trip whose change is news: smaller changes happen all the time.</summary>
    private const int NewsworthyShare = 4;

    private Dictionary<string, Told> _told = [];
    private Dictionary<string, ulong> _roundTrips = [];

    /// <summary>Runs for as long as one link does; a new link is told everything.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _told = [];
        _roundTrips = [];
        using var timer = new PeriodicTimer(settings.ReportInterval, time);
        try
        {
            do Report();
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // The link has ended.
        }
    }

    private void Report()
    {
        foreach (var published in keeper.Published)
        {
            // Read before the message is made: what happens in between is news the next time.
            var figures = new Told(published.Visitors.Figures, targets.Find(published.Id));
            if (_told.TryGetValue(published.Id, out var told) && told == figures)
                continue;
            _told[published.Id] = figures;
            var counters = published.Visitors.Count(published.Id);
            counters.Target = figures.Target;
            outbox.Post(counters);
        }

        foreach (var id in _told.Keys)
        {
            if (!keeper.Publishes(id))
                _told.Remove(id);
        }

        ReportRoundTrips();
    }

    private void ReportRoundTrips()
    {
        var roundTrips = new Dictionary<string, ulong>();
        registry.Visit(session =>
        {
            var report = SessionReporter.Describe(session);
            var before = _roundTrips.GetValueOrDefault(session.Id);
            var news = Math.Abs((long)report.RoundTripMicroseconds - (long)before) > (long)before / NewsworthyShare;
            roundTrips[session.Id] = news ? report.RoundTripMicroseconds : before;
            if (news)
                outbox.Post(report);
        });
        _roundTrips = roundTrips;
    }

    /// <summary>The figures to compare instead of messages: most of ten thousand assignments have no visitor in a second.</summary>
    private readonly record struct Told(VisitorFigures Visitors, TargetReport? Target);
}
