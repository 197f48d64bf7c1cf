using SocketWarp.Protocol.Control;
using SocketWarp.QuicGateway.Assignments;
using SocketWarp.QuicGateway.Sessions;
using SocketWarp.QuicGateway.Settings;

namespace SocketWarp.QuicGateway.ControlLink;

/// <summary>Tells ControlApi, every now and then, what has changed of the figures.</summary>
internal sealed class CounterReporter(AssignmentKeeper keeper, SessionRegistry registry, ReportOutbox outbox, TargetWatch targets, ControlSettings settings, TimeProvider time)
{
    /// <summary>Round trips move all the time; less than a quarter is no news.</summary>
    private const int NewsworthyShare = 4;

    private Dictionary<string, AssignmentCounters> _told = [];
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
        var told = new Dictionary<string, AssignmentCounters>();
        foreach (var published in keeper.Published)
        {
            var counters = published.Visitors.Count(published.Id);
            counters.Target = targets.Find(published.Id);
            told[published.Id] = counters;
            if (!counters.Equals(_told.GetValueOrDefault(published.Id))) outbox.Post(counters);
        }

        var roundTrips = new Dictionary<string, ulong>();
        registry.Visit(session =>
        {
            var report = SessionReporter.Describe(session);
            var before = _roundTrips.GetValueOrDefault(session.Id);
            var news = Math.Abs((long)report.RoundTripMicroseconds - (long)before) > (long)before / NewsworthyShare;
            roundTrips[session.Id] = news ? report.RoundTripMicroseconds : before;
            if (news) outbox.Post(report);
        });
        (_told, _roundTrips) = (told, roundTrips);
    }
}
