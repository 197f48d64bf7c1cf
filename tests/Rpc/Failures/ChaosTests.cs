using SocketWarp.Rpc.Client;
using SocketWarp.Rpc.Server;
using SocketWarp.Rpc.Tests.Support;

namespace SocketWarp.Rpc.Tests.Failures;

public sealed class ChaosTests
{
    [Fact(Timeout = Expect.Timeout)]
    public async Task Calls_CancelledAtAnyMoment_LeaveNothingBehind()
    {
        const int Workers = 20;
        const int Rounds = 50;
        var running = 0;
        var unobserved = new List<Exception>();
        EventHandler<UnobservedTaskExceptionEventArgs> observe = (_, e) =>
        {
            if (e.Exception.ToString().Contains(nameof(ClientCall<>), StringComparison.Ordinal))
                unobserved.Add(e.Exception);
        };
        TaskScheduler.UnobservedTaskException += observe;
        await using var host = await RpcHost.StartAsync(app => app.MapRpcDuplex(Demo.Chat, async (requests, responses, _) =>
        {
            Interlocked.Increment(ref running);
            try
            {
                await foreach (var request in requests)
                    await responses.WriteAsync(request);
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }));
        using var channel = host.Channel();

        await Task.WhenAll(Enumerable.Range(0, Workers).Select(async worker =>
        {
            var random = new Random(worker);
            for (var round = 0; round < Rounds; round++)
                await ChatUntilCutAsync(channel, random);
        }));

        await Expect.StandstillAsync(() => Volatile.Read(ref running), hasStarted: count => count == 0);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TaskScheduler.UnobservedTaskException -= observe;
        Assert.Empty(unobserved);
        Assert.Empty(host.Log.All);
    }

    private static async Task ChatUntilCutAsync(RpcChannel channel, Random random)
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMicroseconds(random.Next(20_000)));
        var options = new RpcCallOptions { Timeout = TimeSpan.FromMicroseconds(random.Next(1, 40_000)) };
        await using var call = channel.Duplex(Demo.Chat, options, cancel.Token);
        try
        {
            try
            {
                for (var i = 0; ; i++)
                {
                    await call.WriteAsync(Demo.Text($"{i}"));
                    Assert.Equal($"{i}", (await call.ReadAsync())?.Value);
                    if (random.Next(100) == 0)
                        return;
                }
            }
            catch (RpcException e) when (e.Code == RpcStatusCode.Cancelled)
            {
                // The server's clock may be the quicker one; the write that fails then refers to the responses.
                while (await call.ReadAsync() is not null)
                {
                }

                Assert.Fail($"the responses ended well after {e}");
            }
        }
        catch (OperationCanceledException e)
        {
            Assert.Equal(cancel.Token, e.CancellationToken);
        }
        catch (RpcException e)
        {
            Assert.True(e.Code == RpcStatusCode.DeadlineExceeded, e.ToString());
        }
    }
}
