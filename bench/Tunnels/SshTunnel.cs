using SocketWarp.Bench.Load;

namespace SocketWarp.Bench.Tunnels;

/// <summary>ssh -R through an sshd of our own.</summary>
internal static class SshTunnel
{
    public static async Task<ITunnel> StartAsync(Targets targets, string folder, CancellationToken cancellation)
    {
        string hostKey = Path.Combine(folder, "host"),
            userKey = Path.Combine(folder, "user");
        await Programs.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", hostKey], cancellation);
        await Programs.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", userKey], cancellation);
        int port = Ports.Free(),
            iperf = Ports.Free(),
            echo = Ports.Free();
        var settings = Path.Combine(folder, "sshd_config");
        await File.WriteAllLinesAsync(
            settings,
            [
                $"Port {port}",
                "ListenAddress 127.0.0.1",
                $"HostKey {hostKey}",
                $"AuthorizedKeysFile {userKey}.pub",
                "StrictModes no",
                "UsePAM no",
                "PidFile none",
                "PermitRootLogin yes",
            ],
            cancellation
        );
        if (Environment.IsPrivilegedProcess)
            Directory.CreateDirectory("/run/sshd");
        var server = Programs.Start("/usr/sbin/sshd", ["-D", "-e", "-f", settings]);
        await Ports.WaitUntilOpenAsync(port, cancellation);
        var client = Programs.Start(
            "ssh",
            [
                "-N",
                "-i",
                userKey,
                "-p",
                $"{port}",
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "ExitOnForwardFailure=yes",
                "-c",
                "aes128-gcm@openssh.com",
                "-R",
                $"127.0.0.1:{iperf}:127.0.0.1:{targets.Iperf}",
                "-R",
                $"127.0.0.1:{echo}:127.0.0.1:{targets.Echo}",
                $"{Environment.UserName}@127.0.0.1",
            ]
        );
        await Ports.WaitUntilOpenAsync(echo, cancellation);
        return new ProcessTunnel("ssh", server, client) { IperfPort = iperf, EchoPort = echo };
    }
}
