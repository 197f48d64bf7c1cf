using System.Diagnostics;
using SocketWarp.Bench.Load;

namespace SocketWarp.Bench.Tunnels;

/// <summary>A pair of stunnel processes with TLS 1.3 and client certificates.</summary>
internal static class StunnelTunnel
{
    public static async Task<ITunnel> StartAsync(Targets targets, string folder, CancellationToken cancellation)
    {
        var pem = Path.Combine(folder, "stunnel.pem");
        await OpenSsl.SelfSignAsync("/CN=bench", pem, pem + ".crt", cancellation);
        await File.AppendAllTextAsync(pem, await File.ReadAllTextAsync(pem + ".crt", cancellation), cancellation);
        int iperfIn = Ports.Free(),
            echoIn = Ports.Free(),
            iperfOut = Ports.Free(),
            echoOut = Ports.Free();
        var far = await StartOneAsync(folder, "far", client: false, pem, (iperfIn, targets.Iperf), (echoIn, targets.Echo));
        var near = await StartOneAsync(folder, "near", client: true, pem, (iperfOut, iperfIn), (echoOut, echoIn));
        await Ports.WaitUntilOpenAsync(echoOut, cancellation);
        await Ports.WaitUntilOpenAsync(echoIn, cancellation);
        return new ProcessTunnel("stunnel", near, far) { IperfPort = iperfOut, EchoPort = echoOut };
    }

    private static async Task<Process> StartOneAsync(string folder, string name, bool client, string pem, params (int Accept, int Connect)[] services)
    {
        var lines = new List<string>
        {
            "foreground = yes",
            "pid =",
            "debug = err",
            "socket = l:TCP_NODELAY=1",
            "socket = r:TCP_NODELAY=1",
            "sslVersion = TLSv1.3",
        };
        foreach (var (accept, connect) in services)
            lines.AddRange([
                $"[s{accept}]",
                $"client = {(client ? "yes" : "no")}",
                $"accept = 127.0.0.1:{accept}",
                $"connect = 127.0.0.1:{connect}",
                $"cert = {pem}",
                $"CAfile = {pem}",
                "verifyPeer = yes",
            ]);
        var file = Path.Combine(folder, $"{name}.conf");
        await File.WriteAllLinesAsync(file, lines);
        return Programs.Start("stunnel4", [file]);
    }
}
