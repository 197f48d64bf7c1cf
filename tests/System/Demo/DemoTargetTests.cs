using System.Net;
using SocketWarp.AllInOne.Demo;
using SocketWarp.AllInOne.SelfTest;
using SocketWarp.SystemTests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.SystemTests.Demo;

/// <summary>The demo target alone, without a tunnel, driven by the programs that the banner names.</summary>
public sealed class DemoTargetTests
{
    private static CancellationToken Timeout => new CancellationTokenSource(Limits.Step).Token;

    [Theory]
    [InlineData("hello\n")]
    [InlineData("GE")]
    [InlineData("GETTING on\n")]
    [InlineData("")]
    public async Task Ncat_Text_IsEchoedUntilItsEnd(string text)
    {
        await using var target = await DemoTarget.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), Timeout);
        Assert.Equal(text, await RunningProcess.MustRunAsync("ncat", ["127.0.0.1", $"{target.Port}"], text));
    }

    [Fact]
    public async Task Curl_Root_GetsThePage()
    {
        await using var target = await DemoTarget.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), Timeout);
        Assert.Contains(
            "Hello from the inside",
            await RunningProcess.MustRunAsync("curl", ["-sS", "--fail", $"http://127.0.0.1:{target.Port}/"]),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65536)]
    [InlineData(1_000_003)]
    public async Task TransferTest_OverADirectConnection_FindsTheSameHashBothWays(long bytes)
    {
        await using var target = await DemoTarget.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), Timeout);
        var result = await TransferTest.RunAsync(new IPEndPoint(IPAddress.Loopback, target.Port), bytes, Timeout);
        Assert.Equal(bytes, result.Bytes);
    }

    [Fact]
    public void TestPattern_AnyTwoBlocks_Differ()
    {
        var blocks = Enumerable
            .Range(0, 64)
            .Select(i =>
            {
                var block = new byte[4096];
                TestPattern.Fill(block, i * 4096);
                return Convert.ToBase64String(block);
            });
        Assert.Equal(64, blocks.Distinct().Count());
    }
}
