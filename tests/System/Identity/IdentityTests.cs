using System.Diagnostics;
using System.Net.Sockets;
using SocketWarp.SystemTests.Parts;
using SocketWarp.SystemTests.Support;

namespace SocketWarp.SystemTests.Identity;

/// <summary>An identity from its first secret to its revocation and back, with the real programs.</summary>
[Collection(TimedCollection.Name)]
public sealed class IdentityTests
{
    private static readonly TimeSpan RevocationLimit = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Connector_Revoked_IsOutWithinTwoSecondsStaysOutAndReturnsWithANewSecret()
    {
        await using var parts = await EnrolledParts.StartAsync();
        // Pushed, and not noticed at the next regular question.
        await parts.Running.Gateway.ErrorAsync(e => e.Contains("Watching ", StringComparison.Ordinal), Limits.Step);
        TcpClient[] visitors = [await parts.Running.VisitAsync(), await parts.Running.VisitAsync(), await parts.Running.VisitAsync()];
        try
        {
            var since = Stopwatch.StartNew();
            await parts.Clients.RevokeClientAsync(PartFiles.Uid, EnrolledParts.Limit);
            foreach (var visitor in visitors)
                await RunningParts.ResetAsync(visitor, Limits.Step);
            Assert.InRange(since.Elapsed, TimeSpan.Zero, RevocationLimit);
        }
        finally
        {
            foreach (var visitor in visitors)
                visitor.Dispose();
        }

        var connector = await parts.Running.Connector.ErrorAsync(e => Refusals(e) >= 3, Limits.Step);
        Assert.Contains("the verify service refused the certificate: Certificate is revoked", connector, StringComparison.Ordinal);
        Assert.False(parts.Running.Connector.HasExited);
        await parts.Running.VisitUnservedAsync();

        var secret = await parts.SecretAsync(PartFiles.Uid, []);
        await parts.StopConnectorAsync("TERM");
        parts.Files.ConnectorFiles.Prepare(secret);
        parts.Running.Connector = parts.Files.StartConnector();
        await parts.Running.VisitWhenServedAsync(Limits.Step);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connector_WithASecretThatIsWrongOrUsed_SaysWhyAndEnrolsAsSoonAsThereIsARightOne(bool used)
    {
        await using var parts = await EnrolledParts.StartAsync();
        var files = parts.Files.ConnectorFiles;
        var first = (await File.ReadAllTextAsync(files.Secret)).Trim();
        await parts.StopConnectorAsync("TERM");
        var next = await parts.SecretAsync(PartFiles.Uid, []);
        files.Prepare(used ? first : "not the right one");
        parts.Running.Connector = parts.Files.StartConnector();

        var error = await parts.Running.Connector.ErrorAsync(e => e.Contains("next attempt in", StringComparison.Ordinal), Limits.Step);
        Assert.Contains($"No certificate for {PartFiles.Uid} from {parts.Files.Scep}scep: ", error, StringComparison.Ordinal);
        Assert.Contains("the challenge password is not accepted", error, StringComparison.Ordinal);
        Assert.DoesNotContain(used ? first : "not the right one", error, StringComparison.Ordinal);
        Assert.False(File.Exists(files.Certificate));

        files.Prepare(next);
        await parts.Running.VisitWhenServedAsync(Limits.Step);
    }

    [Fact]
    public async Task ScepServer_Down_LiveSessionsLiveAndNewOnesAreRefusedWithTheReasonUntilItIsBack()
    {
        await using var parts = await EnrolledParts.StartAsync();
        using var visitor = await parts.Running.VisitAsync();
        await parts.ScepServer.SignalAsync("KILL");
        await parts.ScepServer.ExitAsync(Limits.Step);
        await parts.Running.Gateway.ErrorAsync(e => e.Contains("No watch on ", StringComparison.Ordinal), Limits.Step);
        await RunningParts.EchoAsync(visitor);
        (await parts.Running.VisitAsync()).Dispose();

        await parts.RestartConnectorAsync("KILL");
        var error = await parts.Running.Connector.ErrorAsync(
            e => e.Contains("No session", StringComparison.Ordinal) && e.Contains("verify service", StringComparison.Ordinal),
            Limits.Step
        );
        Assert.Contains("the verify service cannot be asked", error, StringComparison.Ordinal);
        Assert.False(parts.Running.Connector.HasExited);
        await parts.Running.VisitUnservedAsync();

        await parts.ScepServer.DisposeAsync();
        parts.ScepServer = parts.Files.StartScepServer();
        await parts.Running.VisitWhenServedAsync(Limits.Step);
    }

    private static int Refusals(string error) => error.Split('\n').Count(l => l.Contains("No session: Refused", StringComparison.Ordinal));
}
