using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using SocketWarp.Base;
using SocketWarp.Pki;
using SocketWarp.Pki.Peers;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Admission;
using SocketWarp.QuicGateway.Identity;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Telemetry;

namespace SocketWarp.QuicGateway.Sessions;

/// <summary>Listens to the SCEP server's word of whose certificate may have been revoked; what it says is only a reason to ask the verify service.</summary>
internal sealed partial class ClientWatch(
    AdmissionSettings settings,
    VerifyHttp scep,
    AdmittedCertificates admitted,
    SessionReview review,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<ClientWatch> logger
)
{
    private readonly Backoff _backoff = new(settings.WatchMinimumDelay, settings.WatchMaximumDelay);
    private string? _lastFailure;

    public async Task RunAsync(CancellationToken stopping)
    {
        if (settings.WatchUrl is not { } url)
            return;
        using var http = scep.Create();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(http, url, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException or OperationCanceledException)
            {
                Report(
                    url,
                    e is OperationCanceledException ? $"it did not answer within {DurationText.Format(settings.VerifyTimeout)}"
                        : e is HttpRequestException failure ? ServerTrust.Explain(failure)
                        : e.Message
                );
            }

            await Task.Delay(_backoff.Next(), time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenAsync(HttpMessageInvoker http, Uri url, CancellationToken stopping)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (settings.WatchTokenPath.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenFile.ReadAsync(settings.WatchTokenPath, stopping));
        using var response = await SendAsync(http, request, stopping);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new IOException($"HTTP {(int)response.StatusCode}{Hint(response.StatusCode)}");
        await using var body = await response.Content.ReadAsStreamAsync(stopping);
        await using var lines = new WatchReader(body, settings.WatchTimeout, time);
        if ((await lines.ReadAsync(stopping)).Kind != WatchLine.Hello)
            throw new IOException("the watch service did not begin with a hello");
        var since = time.GetTimestamp();
        Attached(url);
        while (true)
        {
            var line = await lines.ReadAsync(stopping);
            // One that comes only to fall at once is no success: each time costs a question for every session.
            if (time.GetElapsedTime(since) >= settings.WatchMaximumDelay)
                _backoff.Reset();
            if (line is not { Kind: WatchLine.Changed, Uid: { } uid })
                continue;
            Log.Changed(logger, PeerText.Clean(uid));
            admitted.RemoveAll(uid);
            review.Recheck(uid);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker http, HttpRequestMessage request, CancellationToken stopping)
    {
        using var timeout = new CancellationTokenSource(settings.VerifyTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        return await http.SendAsync(request, either.Token);
    }

    /// <summary>Asks about everybody again, because the watch has no history of changes before its hello.</summary>
    private void Attached(Uri url)
    {
        _lastFailure = null;
        // Logged last, so that the line is true when somebody reads it.
        admitted.Expire();
        review.RecheckAll();
        metrics.Watching();
        Log.Attached(logger, url);
    }

    private static string Hint(HttpStatusCode status) =>
        status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ": name a file with a token of the role gateway in Gateway:Admission:WatchTokenPath",
            HttpStatusCode.NotFound => ": this server has no watch service; leave Gateway:Admission:WatchUrl out",
            _ => "",
        };

    private void Report(Uri url, string reason)
    {
        if (_lastFailure != Validity.WithoutClock(reason))
            Log.Lost(logger, url, reason, DurationText.Format(settings.ReverifyInterval));
        else
            Log.StillLost(logger, url, reason);
        _lastFailure = Validity.WithoutClock(reason);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Watching {Url} for revocations", EventName = "WatchAttached")]
        public static partial void Attached(ILogger logger, Uri url);

        [LoggerMessage(2, LogLevel.Warning, "No watch on {Url}: {Reason}; revocations are noticed every {Interval} until it is back", EventName = "WatchLost")]
        public static partial void Lost(ILogger logger, Uri url, string reason, string interval);

        [LoggerMessage(3, LogLevel.Debug, "Still no watch on {Url}: {Reason}", EventName = "WatchStillLost")]
        public static partial void StillLost(ILogger logger, Uri url, string reason);

        [LoggerMessage(4, LogLevel.Debug, "The verify service's answer about {Uid} may have changed", EventName = "ClientChanged")]
        public static partial void Changed(ILogger logger, string uid);
    }
}
