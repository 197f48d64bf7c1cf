using System.Net;
using System.Net.Sockets;
using SocketWarp.TestSupport;
using SocketWarp.Transport.Names;

namespace SocketWarp.Transport.Tests.Names;

public sealed class NameResolverTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private readonly ManualResetEventSlim _release = new();
    private readonly VirtualTime _time = new();
    private int _asked;

    public void Dispose()
    {
        _release.Set();
        _release.Dispose();
    }

    [Fact]
    public async Task LookUp_OfOneNameByManyAtOnce_AsksOnce()
    {
        var resolver = new NameResolver(new NameOptions(), _time, Slowly);
        var lookups = Enumerable.Range(0, 200).Select(_ => resolver.LookUpAsync("slow.example", Long).AsTask()).ToArray();

        _release.Set();

        Assert.All(await Task.WhenAll(lookups).InTime(), answer => Assert.Equal([IPAddress.Loopback], answer.Addresses));
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task Answer_IsUsedForASecondAndThenAskedForAgain()
    {
        _release.Set();
        var resolver = new NameResolver(new NameOptions(), _time, Slowly);
        Assert.Null(resolver.Recall("a.example"));
        await resolver.LookUpAsync("a.example", Long).InTime();

        _time.Advance(TimeSpan.FromMilliseconds(900));
        await resolver.LookUpAsync("A.Example", Long).InTime();
        Assert.NotNull(resolver.Recall("a.example"));
        Assert.Equal(1, _asked);

        _time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Null(resolver.Recall("a.example"));
        await resolver.LookUpAsync("a.example", Long).InTime();
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task LookUp_ThatIsNotAnsweredInTime_SaysSoAndTheAnswerServesTheNext()
    {
        var resolver = new NameResolver(new NameOptions(), _time, Slowly);
        var first = resolver.LookUpAsync("slow.example", TimeSpan.FromSeconds(5)).AsTask();

        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(NameProblem.TimedOut, (await first.InTime()).Problem);
        var second = resolver.LookUpAsync("slow.example", Long).AsTask();
        _release.Set();

        Assert.Equal(NameProblem.None, (await second.InTime()).Problem);
        Assert.Equal(1, _asked);
    }

    [Theory]
    [InlineData(SocketError.HostNotFound, NameProblem.Unknown)]
    [InlineData(SocketError.NoData, NameProblem.Unknown)]
    [InlineData(SocketError.TryAgain, NameProblem.ResolverFailed)]
    [InlineData(SocketError.NoRecovery, NameProblem.ResolverFailed)]
    public async Task LookUp_ThatFails_TellsAnUnknownNameFromAResolverThatFailed(SocketError error, NameProblem expected)
    {
        var resolver = new NameResolver(new NameOptions(), _time, _ => throw new SocketException((int)error));

        var answer = await resolver.LookUpAsync("a.example", Long).InTime();

        Assert.Equal(expected, answer.Problem);
        Assert.NotEmpty(answer.Reason);
    }

    [Fact]
    public async Task LookUp_OfANameWithoutAddresses_IsUnknown()
    {
        var resolver = new NameResolver(new NameOptions(), _time, _ => []);

        Assert.Equal(NameProblem.Unknown, (await resolver.LookUpAsync("a.example", Long).InTime()).Problem);
    }

    [Fact]
    public async Task NamesThatHang_HoldUpNoNameThatWasFoundBefore()
    {
        var options = new NameOptions { MaxLookups = 2, KeepAnswers = TimeSpan.Zero };
        var resolver = new NameResolver(options, _time, name => name == "good.example" ? [IPAddress.Loopback] : Slowly(name));
        await resolver.LookUpAsync("good.example", Long).InTime();

        var hanging = Enumerable.Range(0, 20).Select(i => resolver.LookUpAsync($"{i}.example", Long).AsTask()).ToArray();

        Assert.Equal(NameProblem.None, (await resolver.LookUpAsync("good.example", Long).InTime()).Problem);
        Assert.DoesNotContain(hanging, lookup => lookup.IsCompleted);
        _release.Set();
        await Task.WhenAll(hanging).InTime();
    }

    [Fact]
    public async Task Lookups_BeyondTheirNumber_WaitAndThoseThatNobodyWaitsForAreLeftOut()
    {
        var resolver = new NameResolver(new NameOptions { MaxLookups = 1 }, _time, Slowly);
        var running = resolver.LookUpAsync("first.example", Long).AsTask();
        var abandoned = Enumerable.Range(0, 20).Select(i => resolver.LookUpAsync($"{i}.example", TimeSpan.FromSeconds(1)).AsTask()).ToArray();
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.All(await Task.WhenAll(abandoned).InTime(), answer => Assert.Equal(NameProblem.TimedOut, answer.Problem));
        var last = resolver.LookUpAsync("last.example", Long).AsTask();

        _release.Set();

        Assert.Equal(NameProblem.None, (await running.InTime()).Problem);
        Assert.Equal(NameProblem.None, (await last.InTime()).Problem);
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task Names_BeyondTheirNumber_AreRefusedAtOnceAndTakenAgainLater()
    {
        var resolver = new NameResolver(new NameOptions { MaxNames = 2 }, _time, Slowly);
        var first = resolver.LookUpAsync("1.example", Long).AsTask();
        var second = resolver.LookUpAsync("2.example", Long).AsTask();

        Assert.Equal(NameProblem.TooMany, (await resolver.LookUpAsync("3.example", Long).InTime()).Problem);

        _release.Set();
        await Task.WhenAll(first, second).InTime();
        Assert.Equal(NameProblem.None, (await resolver.LookUpAsync("3.example", Long).InTime()).Problem);
    }

    [Fact]
    public async Task Lookups_TakeNoThreadOfThePool()
    {
        var pooled = true;
        var resolver = new NameResolver(
            new NameOptions(),
            _time,
            _ =>
            {
                pooled = Thread.CurrentThread.IsThreadPoolThread;
                return [];
            }
        );

        await resolver.LookUpAsync("a.example", Long).InTime();

        Assert.False(pooled);
    }

    private IPAddress[] Slowly(string name)
    {
        Interlocked.Increment(ref _asked);
        _release.Wait(Waiting.Patience);
        return [IPAddress.Loopback];
    }
}
