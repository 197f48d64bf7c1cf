using SocketWarp.QuicGateway.Sessions;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.Sessions;

public sealed class KeyedLockTests
{
    private readonly KeyedLock _locks = new();

    [Fact]
    public async Task SameKey_WaitsForItsTurn()
    {
        var first = await _locks.EnterAsync("a", CancellationToken.None);
        var second = _locks.EnterAsync("a", CancellationToken.None).AsTask();
        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second.InTime()).Dispose();
    }

    [Fact]
    public async Task OtherKey_DoesNotWait()
    {
        using var first = await _locks.EnterAsync("a", CancellationToken.None);
        (await _locks.EnterAsync("b", CancellationToken.None).InTime()).Dispose();
    }

    [Fact]
    public async Task CancelledWaiter_LeavesTheOthersTheirTurn()
    {
        using var cancelled = new CancellationTokenSource();
        var first = await _locks.EnterAsync("a", CancellationToken.None);
        var second = _locks.EnterAsync("a", cancelled.Token).AsTask();
        var third = _locks.EnterAsync("a", CancellationToken.None).AsTask();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.InTime());
        first.Dispose();
        (await third.InTime()).Dispose();
        (await _locks.EnterAsync("a", CancellationToken.None).InTime()).Dispose();
    }
}
