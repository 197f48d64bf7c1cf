using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;
using SocketWarp.Pki.Scep;
using SocketWarp.Pki.Tests.Support;

namespace SocketWarp.Pki.Tests.Enrollment;

public sealed class CertificateKeeperTests
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(3);

    private readonly VirtualTime _time = new();

    [Fact]
    public async Task ServerIsDownAtFirst_TriesWithGrowingPauses_AndEnrolsOnceItIsUp()
    {
        var server = await TestScepServer.StartAsync(time: _time);
        using var device = new Enrolling(server, _time);
        await server.DisposeAsync();
        await using var keeping = new Keeping(device, _time);
        var pauses = new List<TimeSpan>();
        for (var i = 1; i <= 12; i++)
            pauses.Add(await keeping.UntilAsync(() => keeping.Log.All.Count >= i));

        Assert.All(keeping.Log.All, line => Assert.Contains(device.Options.Url!.ToString(), line, StringComparison.Ordinal));
        Assert.All(pauses, pause => Assert.True(pause <= device.Options.MaximumRetry));
        Assert.True(pauses[^1] >= device.Options.MaximumRetry / 2, $"pauses: {string.Join(", ", pauses)}");

        await using var again = await TestScepServer.StartAsync(server.Url.Port, _time, server);
        await keeping.UntilAsync(() => keeping.Changes == 1);
        device.Thumbprint();
    }

    [Fact]
    public async Task Renewals_ComeAtTwoThirdsOfTheLife_TenTimes()
    {
        await using var server = await TestScepServer.StartAsync(time: _time);
        server.Lifetime = Life;
        using var device = new Enrolling(server, _time);
        await using var keeping = new Keeping(device, _time);
        await keeping.UntilAsync(() => keeping.Changes == 11);

        var seen = server.Seen.ToArray();
        Assert.Equal([ScepMessageType.PkcsReq, .. Enumerable.Repeat(ScepMessageType.RenewalReq, 10)], seen.Select(s => s.Type));
        for (var i = 1; i < seen.Length; i++)
            Assert.InRange(seen[i].At - seen[i - 1].At, Life * 0.55, Life * 0.7);
        Assert.DoesNotContain(keeping.Log.All, line => line.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RenewalFailsForAWhile_IsTriedUntilItWorks_BeforeTheEnd()
    {
        await using var server = await TestScepServer.StartAsync(time: _time);
        server.Lifetime = Life;
        using var device = new Enrolling(server, _time);
        await using var keeping = new Keeping(device, _time);
        await keeping.UntilAsync(() => keeping.Changes == 1);
        var end = _time.GetUtcNow() + Life;
        var old = device.Thumbprint();
        server.Break(ScepFault.Refuse, ScepFault.Lose, ScepFault.Refuse, ScepFault.Busy, ScepFault.Refuse, ScepFault.Refuse, ScepFault.Refuse);
        // With a secret each attempt is a second one, with it.
        await keeping.UntilAsync(() => keeping.Changes == 2);

        Assert.True(_time.GetUtcNow() < end);
        Assert.NotEqual(old, device.Thumbprint());
        Assert.Single(server.Seen.Skip(1).Select(s => s.Transaction).Distinct());
        Assert.Contains(keeping.Log.All, line => line.Contains("was not renewed", StringComparison.Ordinal));
        Assert.DoesNotContain(keeping.Log.All, line => line.Contains(device.Options.Secret!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SecretIsWrong_PausesLonger_AndSaysWhatToDo()
    {
        await using var server = await TestScepServer.StartAsync(time: _time);
        using var device = new Enrolling(server, _time);
        device.Options.Secret = "hunter2";
        await using var keeping = new Keeping(device, _time);
        await keeping.UntilAsync(() => keeping.Log.All.Count == 1);
        var pause = await keeping.UntilAsync(() => keeping.Log.All.Count == 2);

        Assert.InRange(pause, device.Options.RefusedRetry / 2, device.Options.RefusedRetry);
        Assert.All(keeping.Log.All, line => Assert.Contains("give a new secret", line, StringComparison.Ordinal));
        Assert.All(keeping.Log.All, line => Assert.DoesNotContain("hunter2", line, StringComparison.Ordinal));

        device.Options.Secret = server.Secret(Enrolling.Uid);
        await keeping.UntilAsync(() => keeping.Changes == 1);
    }

    [Fact]
    public async Task Certificate_ThatTheOperatorPutsInPlace_IsTakenWithinAMinute()
    {
        await using var server = await TestScepServer.StartAsync(time: _time);
        using var device = new Enrolling(server, _time);
        await using var keeping = new Keeping(device, _time);
        await keeping.UntilAsync(() => keeping.Changes == 1);
        using var own = server.Authority.IssueClient(Enrolling.Uid);
        CertificateFiles.Save(own, device.Paths.Certificate, device.Paths.Key);
        Assert.InRange(await keeping.UntilAsync(() => keeping.Changes == 2), TimeSpan.Zero, TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Files_WithACertificateForAnotherPurpose_AreNotTaken()
    {
        await using var server = await TestScepServer.StartAsync(time: _time);
        using var device = new Enrolling(server, _time) { Usage = PeerUsage.ServerAuthentication };
        using var own = server.Authority.IssueClient(Enrolling.Uid);
        CertificateFiles.Save(own, device.Paths.Certificate, device.Paths.Key);
        await using var keeping = new Keeping(device, _time);
        await keeping.UntilAsync(() => keeping.Log.All.Any(line => line.Contains("serverAuth", StringComparison.Ordinal)));
        Assert.Equal(0, keeping.Changes);
    }
}
