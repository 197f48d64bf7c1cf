using System.IO.Pipelines;
using System.Text;
using SocketWarp.QuicGateway.Sessions;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.Sessions;

public sealed class WatchReaderTests : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private readonly VirtualTime _time = new();
    private readonly Pipe _pipe = new();
    private readonly WatchReader _reader;

    public WatchReaderTests() => _reader = new WatchReader(_pipe.Reader.AsStream(), Timeout, _time);

    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    [Fact]
    public async Task Silence_IsAnEnd()
    {
        var reading = _reader.ReadAsync(CancellationToken.None);
        _time.Advance(Timeout - TimeSpan.FromTicks(1));
        Assert.False(reading.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Contains("silent", (await Assert.ThrowsAsync<IOException>(() => reading.InTime())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beats_KeepIt()
    {
        for (var i = 0; i < 10; i++)
        {
            var reading = _reader.ReadAsync(CancellationToken.None);
            _time.Advance(Timeout * 0.9);
            await SayAsync(WatchEndpoint.Beat);
            Assert.Equal("beat", (await reading.InTime()).Kind);
        }
    }

    [Theory]
    [InlineData(WatchReader.MaxLine - 11, true)]
    [InlineData(WatchReader.MaxLine - 10, false)]
    public async Task Line_MayHaveSoManyBytesAndNoMore(int length, bool taken)
    {
        await SayAsync($"{{\"kind\":\"{new string('x', length)}\"}}\n");
        if (taken)
            Assert.Equal(length, (await _reader.ReadAsync(CancellationToken.None).InTime()).Kind.Length);
        else
            await Assert.ThrowsAsync<IOException>(() => _reader.ReadAsync(CancellationToken.None).InTime());
    }

    [Fact]
    public async Task End_IsSaid()
    {
        await SayAsync("{\"kind\":");
        await _pipe.Writer.CompleteAsync();
        Assert.Contains(
            "ended",
            (await Assert.ThrowsAsync<IOException>(() => _reader.ReadAsync(CancellationToken.None).InTime())).Message,
            StringComparison.Ordinal
        );
    }

    private async Task SayAsync(string text) => await _pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes(text)).InTime();
}
