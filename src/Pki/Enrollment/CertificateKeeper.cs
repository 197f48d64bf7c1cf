using Microsoft.Extensions.Logging;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;

namespace SocketWarp.Pki.Enrollment;

/// <summary>Sees to it that the files hold a valid certificate: enrols, renews in time, and tries until it works.</summary>
public sealed partial class CertificateKeeper : IDisposable
{
    /// <summary>How soon a certificate is seen that somebody else put in place, and a clock that was set.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(1);

    private readonly EnrollmentOptions _options;
    private readonly PeerUsage _usage;
    private readonly CertificateEnroller _enroller;
    private readonly RenewalSchedule _schedule;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private DateTime _written;
    private DateTimeOffset _end;
    private DateTimeOffset _due;

    /// <param name="options">Valid ones, with a URL.</param>
    /// <param name="usage">The use that peers will require of the certificate.</param>
    public CertificateKeeper(
        EnrollmentOptions options,
        EnrollmentPaths paths,
        EnrollmentWords words,
        PeerUsage usage,
        TimeProvider time,
        ILogger logger,
        Random? random = null
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _usage = usage;
        _enroller = new CertificateEnroller(options, paths, words, usage, time);
        _schedule = new RenewalSchedule(options, random ?? Random.Shared);
        _time = time;
        _logger = logger;
    }

    /// <summary>Checks the SCEP server's certificate, where its URL is https.</summary>
    public ServerTrust Trust => _enroller.Trust;

    /// <summary>Ends when stopped.</summary>
    /// <param name="changed">
    /// Called when the files hold a valid certificate, at first and whenever it is another one; the next attempt waits for it. What it throws as
    /// <see cref="CertificateFileException"/> is reported, and it is called again.
    /// </param>
    public async Task RunAsync(Func<Task> changed, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(changed);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await LookAsync(changed).ConfigureAwait(false);
                if (_due <= _time.GetUtcNow())
                {
                    await _enroller.EnrolAsync(stopping).ConfigureAwait(false);
                    _schedule.Succeeded();
                    continue;
                }
            }
            catch (Exception e) when (e is EnrollmentException or CertificateFileException)
            {
                Report(e);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }

            // Delays are of whole milliseconds; one that is rounded down ends too early.
            var pause = Math.Min(Math.Ceiling((_due - _time.GetUtcNow()).TotalMilliseconds), LookInterval.TotalMilliseconds);
            if (pause > 0)
                await Task.Delay(TimeSpan.FromMilliseconds(pause), _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _enroller.Dispose();

    private async Task LookAsync(Func<Task> changed)
    {
        _enroller.Files.Recover();
        var written = _enroller.Files.Written;
        if (written == _written)
            return;
        using var files = _enroller.Files.Load(_time);
        var now = _time.GetUtcNow();
        if (files is null || (Validity.Check(files.Leaf, now) ?? PurposeCheck.Check(files.Leaf, _usage)) is not null)
            return;
        await changed().ConfigureAwait(false);
        _written = written;
        _end = files.Leaf.NotAfter;
        _due = _schedule.Due(files.Leaf, new DateTimeOffset(written, TimeSpan.Zero), now);
        Log.Holds(_logger, SubjectNames.Describe(files.Leaf.SubjectName), _end, _due);
    }

    private void Report(Exception failure)
    {
        var now = _time.GetUtcNow();
        var pause = _schedule.AfterFailure(failure is EnrollmentException { IsRefusal: true }, _end - now);
        _due = now + pause;
        if (_end == default)
            Log.NotEnrolled(_logger, _options.Uid, _options.Url!, failure.Message, Words(pause));
        else if (_end > now)
            Log.NotRenewed(_logger, Words(_end - now), failure.Message, Words(pause));
        else
            Log.Expired(_logger, _end, Validity.Clock(now), failure.Message, Words(pause));
    }

    private static string Words(TimeSpan span) =>
        span.TotalDays >= 2 ? $"{span.TotalDays:0} days"
        : span.TotalHours >= 2 ? $"{span.TotalHours:0} h"
        : span.TotalMinutes >= 2 ? $"{span.TotalMinutes:0} min"
        : $"{Math.Max(span.TotalSeconds, 0.001):0.###} s";

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The certificate {Subject} is valid until {End:u} and will be renewed {Due:u}", EventName = "CertificateHeld")]
        public static partial void Holds(ILogger logger, string subject, DateTimeOffset end, DateTimeOffset due);

        [LoggerMessage(2, LogLevel.Warning, "No certificate for {Uid} from {Server}: {Reason}; next attempt in {Pause}", EventName = "NotEnrolled")]
        public static partial void NotEnrolled(ILogger logger, string uid, Uri server, string reason, string pause);

        [LoggerMessage(3, LogLevel.Warning, "The certificate ends in {Left} and was not renewed: {Reason}; next attempt in {Pause}", EventName = "NotRenewed")]
        public static partial void NotRenewed(ILogger logger, string left, string reason, string pause);

        [LoggerMessage(
            4,
            LogLevel.Error,
            "The certificate ended {End:u} ({Clock}) and was not renewed: {Reason}; next attempt in {Pause}",
            EventName = "CertificateEnded"
        )]
        public static partial void Expired(ILogger logger, DateTimeOffset end, string clock, string reason, string pause);
    }
}
