using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SocketWarp.Bench.Load;

namespace SocketWarp.Bench.Tunnels;

/// <summary>Ours: gateway and connector as separate processes. ControlApi runs beside them.</summary>
internal static class SocketWarpTunnel
{
    private const string Uid = "bench";

    /// <param name="payload">The largest UDP payload that either end sends, bytes.</param>
    public static async Task<ITunnel> StartAsync(string name, Targets targets, string folder, int payload, CancellationToken cancellation)
    {
        await OpenSsl.SelfSignAsync("/CN=Bench CA", Path.Combine(folder, "ca.key"), Path.Combine(folder, "ca.crt"), cancellation);
        await OpenSsl.IssueAsync(folder, "gateway", "/CN=localhost", "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n", cancellation);
        await OpenSsl.IssueAsync(folder, "connector", $"/CN={Uid}", "extendedKeyUsage=clientAuth\n", cancellation);
        int api = Ports.Free(), control = Ports.Free(), session = Ports.Free();
        var apiProcess = Launch("ControlApi", folder, "--State:Directory", "api", "--Api:Listen", $"127.0.0.1:{api}", "--Control:Listen", $"127.0.0.1:{control}");
        await Ports.WaitUntilOpenAsync(control, cancellation);
        var gateway = Launch("QuicGateway", folder, "--Config", await WriteAsync(folder, "gateway.json", new JsonObject
        {
            ["Gateway"] = new JsonObject
            {
                ["Id"] = "default", ["Address"] = "127.0.0.1", ["Port"] = session, ["CertificatePath"] = "gateway.crt", ["KeyPath"] = "gateway.key", ["CaPath"] = "ca.crt",
                ["StateDirectory"] = "gateway", ["Admission"] = new JsonObject { ["Verify"] = false },
                ["Control"] = new JsonObject { ["Address"] = $"http://127.0.0.1:{control}", ["TokenPath"] = "api/gateway.token" },
                ["Ngtcp2"] = new JsonObject { ["MaxDatagramPayload"] = payload },
            },
        }));
        var connector = Launch("Connector", folder, "--Config", await WriteAsync(folder, "connector.json", new JsonObject
        {
            ["Connector"] = new JsonObject
            {
                ["Gateways"] = new JsonArray($"127.0.0.1:{session}"), ["CertificatePath"] = "connector.crt", ["KeyPath"] = "connector.key", ["CaPath"] = "ca.crt",
                ["Targets"] = new JsonArray("127.0.0.1:*"), ["Ngtcp2"] = new JsonObject { ["MaxDatagramPayload"] = payload },
            },
        }));
        var token = (await File.ReadAllTextAsync(Path.Combine(folder, "api", "admin.token"), cancellation)).Trim();
        return new ProcessTunnel(name, gateway, connector, apiProcess)
        {
            IperfPort = await PublishAsync(api, token, targets.Iperf, cancellation),
            EchoPort = await PublishAsync(api, token, targets.Echo, cancellation),
        };
    }

    private static async Task<string> WriteAsync(string folder, string file, JsonObject settings)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, file), settings.ToJsonString());
        return file;
    }

    private static Process Launch(string project, string folder, params string[] arguments) =>
        Programs.Start(Path.Combine(Repository.Root, "artifacts", "bin", $"SocketWarp.{project}", "release", $"SocketWarp.{project}"), arguments, folder);

    private static async Task<int> PublishAsync(int api, string token, int target, CancellationToken cancellation)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{api}") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var port = Ports.Free();
        var wish = new { uid = Uid, port, connect_address = "127.0.0.1", connect_port = target };
        var limit = DateTime.UtcNow.AddSeconds(15);
        while (true)
        {
            // The connector may not be there yet; then the answer is 500.
            using var answer = await client.PostAsJsonAsync("/open", wish, cancellation);
            if (answer.IsSuccessStatusCode) break;
            if (DateTime.UtcNow > limit) throw new InvalidOperationException($"/open answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
            await Task.Delay(100, cancellation);
        }

        return port;
    }
}
