using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.Versioning;
using SocketWarp.ScepServer.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.ScepServer.Tests.Processes;

/// <summary>Starts, and what hinders them.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Restart_KeepsClientsSecretsCertificatesAndRevocations()
    {
        byte[] authority;
        await using (var host = await ScepHost.StartInAsync(_directory.Path))
        {
            foreach (var uid in (string[])["held", "revoked", "waiting"])
                await host.Admin.AddWithSecretAsync(uid, "s3cret-of-it", new { a = "1" });
            (await host.Anonymous.EnrolAsync("held", "held\\s3cret-of-it")).Dispose();
            (await host.Anonymous.EnrolAsync("revoked", "revoked\\s3cret-of-it")).Dispose();
            await host.Admin.RevokeAsync("revoked");
            authority = (await host.Anonymous.GetAsync("/scep?operation=GetCACert")).Bytes;
        }

        await using var again = await ScepHost.StartInAsync(_directory.Path);
        Assert.Equal(authority, (await again.Anonymous.GetAsync("/scep?operation=GetCACert")).Bytes);
        Assert.Equal("ISSUED", await again.Viewer.StatusAsync("held"));
        Assert.Equal("INACTIVE", await again.Viewer.StatusAsync("revoked"));
        Assert.Equal("ISSUABLE", await again.Viewer.StatusAsync("waiting"));
        Assert.Equal("1", (await again.Viewer.GetAsync("/api/client/held")).Json.GetProperty("attributes").GetProperty("a").GetString());
        (await again.Anonymous.EnrolAsync("waiting", "waiting\\s3cret-of-it")).Dispose();
        Assert.Equal("R", (await again.Viewer.GetAsync("/api/cert/list/revoked")).Json[0].GetProperty("status").GetString());
    }

    [Fact]
    public async Task Store_WithASnapshot_LosesNothing()
    {
        await using (var host = await ScepHost.StartInAsync(_directory.Path, ("Scep:CompactAboveBytes", "4096")))
        {
            await host.Admin.AddWithSecretAsync("edge-1", "s3cret-of-it");
            using var certificate = await host.Anonymous.EnrolAsync("edge-1", "edge-1\\s3cret-of-it");
            using var second = await host.Anonymous.RenewAsync(certificate, "edge-1");
            for (var i = 0; i < 200; i++)
                await host.Admin.PutAsync("/admin/api/client/update", new { uid = "edge-1", attributes = new { a = $"{i}", b = new string('x', 100) } });
        }

        await using var again = await ScepHost.StartInAsync(_directory.Path);
        Assert.Equal("PENDING", await again.Viewer.StatusAsync("edge-1"));
        Assert.Equal(2, (await again.Viewer.GetAsync("/api/cert/list/edge-1")).Json.GetArrayLength());
        Assert.Equal("199", (await again.Viewer.GetAsync("/api/client/edge-1")).Json.GetProperty("attributes").GetProperty("a").GetString());
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Files_OfTheState_AreReadableByTheirOwnerOnly()
    {
        await using var host = await ScepHost.StartInAsync(_directory.Path);
        await host.Admin.AddWithSecretAsync("edge-1", "s3cret-of-it");
        foreach (var name in (string[])["ca.key", "admin.token", "tokens.json", "clients.db", "clients.db-wal", "lock"])
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_directory.File(name)));
    }

    [Theory]
    [InlineData("Scep:Colour is \"red\": unknown key", "--Scep:Colour", "red")]
    [InlineData("Scep:CertificateLifetime is \"1s\": write a value from 1m", "--Scep:CertificateLifetime", "1s")]
    [InlineData("Scep:Authority:Key is \"EcdsaP256\": write Rsa2048", "--Scep:Authority:Key", "EcdsaP256")]
    [InlineData("Scep:Hooks:Started is \"/nowhere/hook\": name a file that exists", "--Scep:Hooks:Started", "/nowhere/hook")]
    public async Task Setting_Bad_ExitsWith2AndItsReason(string line, params string[] arguments)
    {
        await using var process = ScepProcess.Start(_directory.Path, arguments);
        Assert.Equal(2, await process.ExitAsync());
        Assert.Contains(process.Lines, l => l.StartsWith($"socketwarp-scepserver: error: {line}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ca.key.new", "ca.crt.new")]
    [InlineData("ca.key", "ca.crt.new")]
    public async Task Authority_FirstStartKilledWhileMakingIt_IsFinishedByTheNext(string key, string certificate)
    {
        await using (await ScepHost.StartInAsync(_directory.Path)) { }

        var made = await File.ReadAllTextAsync(_directory.File("ca.crt"), TestContext.Current.CancellationToken);
        Rename("ca.key", key);
        Rename("ca.crt", certificate);

        await using (var host = await ScepHost.StartInAsync(_directory.Path))
        {
            // Only what has no name yet may be thrown away.
            Assert.Equal(key == "ca.key", made == await File.ReadAllTextAsync(host.Addresses.AuthorityFile, TestContext.Current.CancellationToken));
            await host.Admin.AddWithSecretAsync("edge-1", "s3cret-of-it");
            (await host.Anonymous.EnrolAsync("edge-1", "edge-1\\s3cret-of-it")).Dispose();
        }

        Assert.DoesNotContain(Directory.GetFiles(_directory.Path), f => f.EndsWith(".new", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Authority_FirstStartKilledOnceTheKeyIsThere_StartsAgain()
    {
        for (var round = 0; round < 3; round++)
        {
            using var directory = new TestDirectory();
            using var named = new FileSystemWatcher(directory.Path, "ca.key");
            var there = new TaskCompletionSource();
            named.Created += (_, _) => there.TrySetResult();
            named.Renamed += (_, _) => there.TrySetResult();
            named.EnableRaisingEvents = true;
            await using (ScepProcess.Start(directory.Path))
                await there.Task.InTime();

            await using var again = ScepProcess.Start(directory.Path);
            (await again.ApiAsync(directory.Path)).Dispose();
        }
    }

    [Fact]
    public async Task Authority_KeyOfSomebodyElseBesideAnUnfinishedCertificate_IsRefusedAndLeft()
    {
        await using (await ScepHost.StartInAsync(_directory.Path)) { }

        Rename("ca.crt", "ca.crt.new");
        using var other = System.Security.Cryptography.RSA.Create(2048);
        await File.WriteAllTextAsync(_directory.File("ca.key"), other.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);

        await using var process = ScepProcess.Start(_directory.Path);
        Assert.Equal(1, await process.ExitAsync());
        Assert.Contains(process.Lines, l => l.Contains("does not belong to the certificate", StringComparison.Ordinal));
        Assert.False(File.Exists(_directory.File("ca.crt")));
    }

    [Fact]
    public async Task Authority_HalfThere_IsNotMadeAnew()
    {
        await File.WriteAllTextAsync(_directory.File("ca.key"), "lost", TestContext.Current.CancellationToken);
        await using var process = ScepProcess.Start(_directory.Path);
        Assert.Equal(1, await process.ExitAsync());
        Assert.Contains(
            process.Lines,
            l => l.Contains("the authority cannot be used", StringComparison.Ordinal) && l.Contains("ca.crt does not exist", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Certificate_OfTheListenerReplaced_IsShownToNewConnections()
    {
        using var files = new TestFiles();
        var (certificate, key) = files.Server();
        await using var process = ScepProcess.Start(_directory.Path, "--Scep:Certificate", certificate, "--Scep:CertificateKey", key);
        var line = await process.WaitForLineAsync("SCEP and its API on https");
        var address = new Uri(line[line.IndexOf("https", StringComparison.Ordinal)..]);
        var shown = await ShownAsync(address);
        files.ReplaceServer();
        await process.WaitForLineAsync("Replaced files are in use from now on");
        Assert.NotEqual(shown, await ShownAsync(address));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Signals_AreHeeded_AndDoNotEndTheProcess()
    {
        await using var process = ScepProcess.Start(_directory.Path);
        await process.WaitForLineAsync("SCEP and its API on");
        await process.SignalAsync("HUP");
        await process.WaitForLineAsync("SIGHUP is done");
        await process.SignalAsync("USR1");
        await process.WaitForLineAsync("SIGUSR1: SCEP server: clients 0, certificates that hold 0, watches 0");
        await process.SignalAsync("USR2");
        await process.WaitForLineAsync("SIGUSR2: everything");
        Assert.DoesNotContain(process.Lines, l => l.Contains("take effect at the next start", StringComparison.Ordinal));
        await process.SignalAsync("TERM");
        Assert.Equal(0, await process.ExitAsync());
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task StandardErrorIsNotRead_StartsServesAndEnds()
    {
        var port = Ports.FreeTcp();
        await using var process = RunningProcess.StartUnread(
            typeof(ScepServerServices),
            _directory.Path,
            "--Scep:Listen",
            $"127.0.0.1:{port}",
            "--Scep:StateDirectory",
            _directory.Path,
            "--Scep:Authority:Key",
            "Rsa2048",
            "--Logging:LogLevel:Default",
            "Trace"
        );
        await Ports.WaitForListenerAsync(port);
        await process.SignalAsync("TERM");
        Assert.Equal(0, await process.ExitAsync());
    }

    private static async Task<string> ShownAsync(Uri address)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port).InTime();
        // Who signed it is not asked here.
        await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync("localhost").InTime();
        return tls.RemoteCertificate!.GetCertHashString();
    }

    private void Rename(string from, string to)
    {
        if (from != to)
            File.Move(_directory.File(from), _directory.File(to));
    }
}
