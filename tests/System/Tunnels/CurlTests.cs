using System.Globalization;
using System.Security.Cryptography;
using SocketWarp.SystemTests.Running;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Tunnels;

[Collection(AllInOneCollection.Name)]
public sealed class CurlTests(RunningAllInOne host) : IDisposable
{
    private const int Size = 20_000_000;

    private readonly TestDirectory _files = new();

    [Fact]
    public async Task Curl_UploadsAndDownloads_Whole()
    {
        var data = await TestData.WriteAsync(_files.File("sent"), Size);
        var digest = await RunningProcess.MustRunAsync("curl", ["-sS", "--fail", "-T", _files.File("sent"), $"http://{host.Endpoints.Visitor}/digest"]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(data)), digest);

        await RunningProcess.MustRunAsync("curl", ["-sS", "--fail", "-o", _files.File("received"), $"http://{host.Endpoints.Visitor}/bytes/{Size}"]);
        Assert.Equal(Size, new FileInfo(_files.File("received")).Length);
    }

    [Fact]
    public async Task Curl_FiftyConnectionsAtOnce_AllAnswered()
    {
        // A range of URLs, each on a connection of its own.
        var codes = await RunningProcess.MustRunAsync(
            "curl",
            [
                "-sS",
                "--parallel",
                "--parallel-max",
                "50",
                "--no-keepalive",
                "-H",
                "Connection: close",
                "-w",
                "%{http_code}\n",
                "-o",
                "/dev/null",
                $"http://{host.Endpoints.Visitor}/bytes/[1-50]",
            ]
        );
        Assert.Equal(50, codes.Split('\n').Count(c => c == 200.ToString(CultureInfo.InvariantCulture)));
    }

    public void Dispose() => _files.Dispose();
}
