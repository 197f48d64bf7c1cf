using System.Globalization;
using System.Net.Sockets;
using SocketWarp.SystemTests.Parts;

namespace SocketWarp.SystemTests.Identity;

/// <summary>
/// Gateway and connector renew while a transfer runs: twice with certificates of a minute that are renewed early, or
/// <c>RENEWAL_CYCLES</c> times with certificates of two minutes and the usual settings.
/// </summary>
[Collection(TimedCollection.Name)]
public sealed class RenewalTests(ITestOutputHelper output)
{
    private const int ShortCycles = 2;
    private const long BitsPerSecond = 50_000_000;
    private static readonly TimeSpan BetweenVisitors = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Certificates_RenewedUnderATransfer_BreakNoTunnel()
    {
        var isLong = int.TryParse(Environment.GetEnvironmentVariable("RENEWAL_CYCLES"), NumberStyles.None, CultureInfo.InvariantCulture, out var cycles);
        if (!isLong)
            cycles = ShortCycles;
        var files = isLong
            ? new EnrolledPartFiles { CertificateLifetime = "2m" }
            : new EnrolledPartFiles { CertificateLifetime = "1m", Enrollment = [("RenewAt", "0.1")] };
        await using var parts = await EnrolledParts.StartAsync(files);
        using var visitor = await parts.Running.VisitAsync();
        using var enough = new CancellationTokenSource();
        var transfer = PacedTransfer.RunAsync(visitor, BitsPerSecond, enough.Token);
        var visits = VisitAgainAndAgainAsync(parts.Running, enough.Token);

        var limit = cycles * TimeSpan.FromMinutes(2);
        var renewing = Task.WhenAll(new[] { parts.Running.Gateway, parts.Running.Connector }.Select(p => p.ErrorAsync(e => Renewals(e) >= cycles, limit)));
        // A transfer that breaks ends the wait.
        await Task.WhenAny(renewing, transfer);
        await enough.CancelAsync();
        var moved = await transfer;
        var (served, failures) = await visits;
        output.WriteLine(
            $"renewals: gateway {Renewals(parts.Running.Gateway.Error)}, connector {Renewals(parts.Running.Connector.Error)}; "
                + $"one connection: {moved.Bytes} bytes each way, SHA-256 sent {moved.Sent}, received {moved.Received}; new visitors: {served} served, "
                + $"{failures.Count} not: {string.Join(", ", failures)}"
        );
        await renewing;
        Assert.Equal(moved.Sent, moved.Received);
        Assert.True(served > 0, "no visitor was served");
        Assert.Empty(failures);
    }

    /// <summary>Whether the port serves those who come just then.</summary>
    private static async Task<(int Served, List<string> Failures)> VisitAgainAndAgainAsync(RunningParts parts, CancellationToken until)
    {
        var (served, failures) = (0, new List<string>());
        using var timer = new PeriodicTimer(BetweenVisitors);
        while (!until.IsCancellationRequested)
        {
            try
            {
                (await parts.VisitAsync()).Dispose();
                served++;
            }
            catch (Exception e) when (e is IOException or SocketException or TimeoutException)
            {
                failures.Add($"{DateTime.UtcNow:HH:mm:ss.fff} {e.GetType().Name}");
            }

            try
            {
                await timer.WaitForNextTickAsync(until);
            }
            catch (OperationCanceledException)
            {
                // The transfer has ended.
            }
        }

        return (served, failures);
    }

    /// <summary>The first certificate is said in the same words.</summary>
    private static int Renewals(string error) => error.Split('\n').Count(l => l.Contains("will be renewed", StringComparison.Ordinal)) - 1;
}
