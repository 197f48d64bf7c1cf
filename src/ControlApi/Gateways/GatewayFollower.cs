using System.Threading.Channels;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.Protocol.Control;
using SocketWarp.Store;

namespace SocketWarp.ControlApi.Gateways;

/// <summary>Follows the gateways that are attached to other ControlApis of the same Redis, so that any of them answers as that one would.</summary>
internal sealed partial class GatewayFollower(
    GatewayLeases leases,
    GatewayRegistry registry,
    IAssignmentStore store,
    TimeProvider time,
    ILogger<GatewayFollower> logger
) : BackgroundService
{
    private readonly Channel<string> _told = Channel.CreateBounded<string>(new BoundedChannelOptions(1024) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<string, Followed> _followed = new(StringComparer.Ordinal);
    private DateTimeOffset _trustedFrom; // until then a missing lease may still be taken again by its owner

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!leases.IsUsed)
            return;
        try
        {
            await leases.SubscribeAsync(id => _told.Writer.TryWrite(id));
        }
        catch (StoreUnavailableException exception)
        {
            // What is not told is polled.
            Log.NotFollowed(logger, exception.Message);
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAtAllAsync(stoppingToken);
                await FollowAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // What is known stays until it is known to be otherwise; the leases of others are renewed a moment after Redis is back.
                _trustedFrom = time.GetUtcNow() + (2 * GatewayLeases.Renewal);
                Log.NotFollowed(logger, exception.Message);
                await Task.Delay(leases.PollInterval, time, stoppingToken);
            }
        }
    }

    /// <summary>Looks at the gateways that are told of, until it is time to look at all, or the connection was lost in between.</summary>
    private async Task FollowAsync(CancellationToken stopping)
    {
        var restored = leases.Restored;
        using var due = new CancellationTokenSource(leases.PollInterval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, stopping);
        try
        {
            while (!restored.IsCompleted)
                await LookAsync(await _told.Reader.ReadAsync(either.Token), stopping);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // Time to look at all.
        }
    }

    private async Task LookAtAllAsync(CancellationToken stopping)
    {
        var heads = (await leases.ListAsync(stopping)).ToDictionary(h => h.Gateway);
        if (time.GetUtcNow() >= _trustedFrom)
        {
            foreach (var id in _followed.Keys.Where(id => !heads.ContainsKey(id)).ToArray())
                Drop(id);
        }

        foreach (var head in heads.Values.Where(IsNews))
            await LookAsync(head.Gateway, stopping);
    }

    private bool IsNews(LeaseHead head) =>
        registry.Find(head.Gateway)?.Attachment?.Name != head.Owner
        || _followed.TryGetValue(head.Gateway, out var known) && (known.Owner, known.Seq) != (head.Owner, head.Seq);

    private async Task LookAsync(string id, CancellationToken stopping)
    {
        if (registry.IsFull(id))
            return;
        var known = _followed.GetValueOrDefault(id);
        var current = registry.Find(id)?.Attachment;
        var isOurs = current is not null && current != known?.Attachment;
        // Nothing is read of our own lease.
        var news = isOurs
            ? await leases.ReadAsync(id, current!.Name, long.MaxValue, stopping)
            : await leases.ReadAsync(id, known?.Owner ?? "", known?.Seq ?? 0, stopping);
        if (isOurs && (news.Owner == current!.Name || !current.IsShared))
            return;
        if (news.Owner.Length == 0)
            Drop(id);
        else
            await TakeAsync(id, known, news, stopping);
    }

    private async Task TakeAsync(string id, Followed? known, LeaseNews news, CancellationToken stopping)
    {
        var gateway = registry.Of(id);
        if (known?.Owner != news.Owner)
        {
            if (news.Reports.FirstOrDefault(r => r.KindCase == GatewayReport.KindOneofCase.Attach) is not { } hello)
                return;
            Drop(id);
            known = new Followed(news.Owner, new GatewayAttachment(hello.Attach, news.Owner));
            _followed[id] = known;
            gateway.Attach(known.Attachment);
        }

        var reader = new ReportReader(store, registry, gateway, known.Attachment, time, logger) { IsFollowing = true };
        // Applied last: it speaks of the other reports.
        var reports = news.Reports.OrderBy(OrderOf).ToArray();
        var isUpToDate = await reader.CatchUpAsync(reports, stopping);
        foreach (var report in reports)
            await reader.TakeAsync(report, stopping);
        // Otherwise all of them are read again, once the store has what they speak of.
        if (isUpToDate)
            known.Seq = news.Seq;
        registry.Changed.Set();
    }

    private void Drop(string id)
    {
        if (!_followed.Remove(id, out var followed))
            return;
        registry.Of(id).Detach(followed.Attachment);
        followed.Attachment.Dispose();
        registry.Changed.Set();
    }

    private static int OrderOf(GatewayReport report) => report.KindCase == GatewayReport.KindOneofCase.Applied ? 1 : 0;

    /// <summary>A gateway that is attached elsewhere.</summary>
    private sealed class Followed(string owner, GatewayAttachment attachment)
    {
        public string Owner => owner;

        public GatewayAttachment Attachment => attachment;

        /// <summary>What has been taken over.</summary>
        public long Seq { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Gateways of other ControlApis cannot be followed: {Reason}", EventName = "GatewaysNotFollowed")]
        public static partial void NotFollowed(ILogger logger, string reason);
    }
}
