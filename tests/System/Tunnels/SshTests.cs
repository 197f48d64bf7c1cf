using SocketWarp.SystemTests.Running;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Tunnels;

/// <summary>A real OpenSSH session through the tunnel, with keys of its own.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class SshTests(RunningAllInOne host) : IDisposable
{
    private readonly TestDirectory _files = new();

    [Fact]
    public async Task Ssh_SendsThreeMegabytesThroughCat_GetsThemBack()
    {
        var port = Ports.FreeTcp();
        await using var server = await StartServerAsync(port);
        var visitorPort = await host.Api.PublishAsync(host.Endpoints.Uid, $"127.0.0.1:{port}", "ssh");
        var text = string.Join('\n', Enumerable.Range(0, 400_000)) + "\n";
        string[] options =
        [
            "-F",
            "none",
            "-i",
            _files.File("user"),
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
            "-o",
            "LogLevel=ERROR",
            "-o",
            "BatchMode=yes",
        ];
        Assert.Equal(text, await RunningProcess.MustRunAsync("ssh", [.. options, "-p", $"{visitorPort}", $"{Environment.UserName}@127.0.0.1", "cat"], text));
    }

    public void Dispose() => _files.Dispose();

    private async Task<RunningProcess> StartServerAsync(int port)
    {
        foreach (var key in new[] { "host", "user" })
            await RunningProcess.MustRunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", _files.File(key)]);
        string[] settings =
        [
            $"ListenAddress=127.0.0.1:{port}",
            $"HostKey={_files.File("host")}",
            $"AuthorizedKeysFile={_files.File("user.pub")}",
            $"PidFile={_files.File("pid")}",
            "StrictModes=no",
            "UsePAM=no",
            "PasswordAuthentication=no",
            "PermitRootLogin=prohibit-password",
        ];
        var server = RunningProcess.Start("/usr/sbin/sshd", ["-D", "-e", "-f", "/dev/null", .. settings.SelectMany(s => new[] { "-o", s })]);
        await Ports.WaitForListenerAsync(port);
        return server;
    }
}
