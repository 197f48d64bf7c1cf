using SocketWarp.ControlApi.Gateways;
using SocketWarp.ControlApi.Tests.Support;

namespace SocketWarp.ControlApi.Tests.Gateways;

public sealed class CallerEndInterceptorTests
{
    private static readonly InvalidOperationException Failure = new("the request is complete");

    [Fact]
    public async Task Method_FailsAfterItsCallerHasGone_IsCancelled()
    {
        var cancelled = await Assert.ThrowsAsync<OperationCanceledException>(() => RunAsync(new CancellationToken(canceled: true)));

        Assert.Same(Failure, cancelled.InnerException);
    }

    [Fact]
    public async Task Method_FailsWhileItsCallerIsThere_HasFailed() =>
        Assert.Same(Failure, await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(CancellationToken.None)));

    private static Task RunAsync(CancellationToken gone) =>
        new CallerEndInterceptor().ServerStreamingServerHandler<object, object>(
            new object(),
            null!,
            new FakeCall(gone),
            (_, _, _) => Task.FromException(Failure)
        );
}
