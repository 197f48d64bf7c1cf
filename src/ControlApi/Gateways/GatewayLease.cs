using System.Threading.Channels;
using Google.Protobuf;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.Protocol.Control;
using SocketWarp.Store;

namespace SocketWarp.ControlApi.Gateways;

/// <summary>Tells the other ControlApis what a gateway that is attached here reports. While Redis is away, that is delayed and nothing else.</summary>
internal sealed partial class GatewayLease(GatewayLeases leases, string gateway, GatewayAttachment attachment, TimeProvider time, ILogger logger)
{
    /// <summary>Reports of one write: bounds how long others wait for Redis.</summary>
    private const int MaxWrite = 1000;

    /// <summary>The number of subjects above which those that are gone are dropped; later it is twice what the last time left.</summary>
    private const int LeastPruned = 4096;

    /// <summary>Subjects of one gateway; further ones are not shared.</summary>
    private const int MaxSubjects = 100_000;

    private const string AppliedField = nameof(GatewayReport.KindOneofCase.Applied);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]> _reports = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unwritten = new(StringComparer.Ordinal);
    private int _pruneAbove = LeastPruned;
    private volatile bool _isHeld;
    private bool _wasHeld;

    /// <summary>Keeps a report until it is written; a later one of the same subject replaces it.</summary>
    public void Take(GatewayReport report, AssignmentTable table)
    {
        lock (_lock)
        {
            if (report.KindCase == GatewayReport.KindOneofCase.Counters)
            {
                foreach (var counters in report.Counters.Assignments)
                    Keep(new GatewayReport { Counters = new CounterReport { Assignments = { counters } } });
            }
            else
            {
                Keep(report);
            }

            if (_reports.Count > _pruneAbove)
                Prune(table);
        }

        _wake.Writer.TryWrite(true);
    }

    /// <summary>Writes and renews until the attachment ends, and then gives the lease back.</summary>
    public async Task RunAsync(CancellationToken ending)
    {
        try
        {
            var restored = leases.Restored;
            while (await WriteAsync(ending))
            {
                await WaitAsync(restored, ending);
                restored = leases.Restored;
            }

            // The gateway is attached elsewhere: this link is not the one that counts.
            attachment.Replace();
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The attachment has ended.
        }

        try
        {
            await leases.EndAsync(gateway, attachment.Name, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // It expires.
        }
    }

    /// <returns>False when another attachment has the lease.</returns>
    private async Task<bool> WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!_isHeld && !await TakeLeaseAsync(cancellationToken))
                return false;
            while (true)
            {
                KeyValuePair<string, byte[]>[] batch;
                lock (_lock)
                    batch = [.. _unwritten.OrderBy(f => f == AppliedField).Take(MaxWrite).Select(f => KeyValuePair.Create(f, _reports[f]))];
                switch (await leases.WriteAsync(gateway, attachment.Name, batch, cancellationToken))
                {
                    case LeaseState.Taken:
                        return false;
                    case LeaseState.Gone when await TakeLeaseAsync(cancellationToken):
                        continue;
                    case LeaseState.Gone:
                        return false;
                }

                attachment.IsShared = true;

                lock (_lock)
                {
                    foreach (var (field, report) in batch)
                    {
                        if (_reports.TryGetValue(field, out var now) && ReferenceEquals(now, report))
                            _unwritten.Remove(field);
                    }

                    if (_unwritten.Count == 0)
                        return true;
                }
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.NotShared(logger, gateway, exception.Message);
            return true;
        }
    }

    /// <returns>False when another attachment has it.</returns>
    private async Task<bool> TakeLeaseAsync(CancellationToken cancellationToken)
    {
        if (await leases.TakeAsync(gateway, attachment.Name, _wasHeld, cancellationToken) != LeaseState.Held)
            return false;
        _isHeld = _wasHeld = true;
        lock (_lock)
            _unwritten.UnionWith(_reports.Keys);
        return true;
    }

    /// <summary>Waits for reports, the time to renew, or a Redis that is back.</summary>
    private async Task WaitAsync(Task restored, CancellationToken cancellationToken)
    {
        using var due = new CancellationTokenSource(GatewayLeases.Renewal, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, cancellationToken);
        try
        {
            await Task.WhenAny(_wake.Reader.WaitToReadAsync(either.Token).AsTask(), restored).Unwrap();
            _wake.Reader.TryRead(out _);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time to renew.
        }
    }

    private void Keep(GatewayReport report)
    {
        var field = GatewayLeases.FieldOf(report);
        if (_reports.TryGetValue(field, out var before) ? IsOld(report, before) : _reports.Count >= MaxSubjects)
            return;
        _reports[field] = report.ToByteArray();
        _unwritten.Add(field);
    }

    /// <summary>The end of a session that another one has already replaced is no news.</summary>
    private static bool IsOld(GatewayReport report, byte[] before) =>
        report is { KindCase: GatewayReport.KindOneofCase.Session, Session.Up: false }
        && GatewayReport.Parser.ParseFrom(before).Session is { Up: true } live
        && live.SessionId != report.Session.SessionId;

    /// <summary>Drops what speaks of assignments and sessions that are gone; the others learn of it with the next lease.</summary>
    private void Prune(AssignmentTable table)
    {
        foreach (var (field, bytes) in _reports.ToArray())
        {
            var report = GatewayReport.Parser.ParseFrom(bytes);
            var isGone = report.KindCase switch
            {
                GatewayReport.KindOneofCase.Session => !report.Session.Up,
                GatewayReport.KindOneofCase.Assignment => table.Find(report.Assignment.Id) is null,
                GatewayReport.KindOneofCase.Counters => table.Find(report.Counters.Assignments[0].Id) is null,
                _ => false,
            };
            if (isGone)
                _reports.Remove(field);
        }

        _unwritten.IntersectWith(_reports.Keys);
        _pruneAbove = Math.Max(LeastPruned, 2 * _reports.Count);
        _isHeld = false;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Reports of gateway {Gateway} wait to be shared: {Reason}", EventName = "ReportsNotShared")]
        public static partial void NotShared(ILogger logger, string gateway, string reason);
    }
}
