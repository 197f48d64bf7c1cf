using System.IO.Pipes;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SocketWarp.Base;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Publishing.Visitors;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.Sessions.Tunnels;
using SocketWarp.TestSupport;

namespace SocketWarp.QuicGateway.Tests.Publishing.Visitors;

public sealed class AccessLogTests : IDisposable
{
    private static readonly GatewayAssignment Assignment = new(
        "ssh",
        "edge-7",
        new IPEndPoint(IPAddress.Any, 0),
        new TargetAddress("db", 22),
        10,
        new NativeOpening(new TargetAddress("db", 22))
    );
    private readonly TestDirectory _folder = new();
    private readonly LogLines _log = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    public async Task RefusedVisitor_IsOneLine_WithItsPlainAddress(string address, string expected)
    {
        var path = _folder.File("access.log");
        await using (var access = Create(path))
            access.Refused(new IPEndPoint(IPAddress.Parse(address), 4711), 9000, Assignment, "LimitReached");
        Assert.Equal(
            [
                $"2030-01-01T00:00:00.000Z source={expected} source_port=4711 port=9000 assignment=ssh uid=edge-7 bytes_in=0 bytes_out=0 seconds=0.000 "
                    + $"end=refused reason=LimitReached",
            ],
            await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken)
        );
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task Start_WithLinesInTheFile_KeepsThem()
    {
        var path = _folder.File("access.log");
        await File.WriteAllTextAsync(path, "before\n", TestContext.Current.CancellationToken);
        await using (var access = Create(path))
            Refuse(access);
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(2, lines.Length);
        Assert.Equal("before", lines[0]);
    }

    [Theory]
    [InlineData("moved")]
    [InlineData("moved and made")]
    [InlineData("emptied")]
    [InlineData("removed")]
    public void File_ThatWasTakenAway_IsNoticedBeforeTheNextLine(string how)
    {
        var path = _folder.File("access.log");
        var away = _folder.File("access.log.1");
        using var file = new AccessLogFile(path);
        file.Open();
        file.Append("one\n");
        switch (how)
        {
            case "emptied":
                File.WriteAllText(path, "");
                break;
            case "removed":
                File.Delete(path);
                break;
            default:
                File.Move(path, away);
                if (how == "moved and made")
                    File.WriteAllText(path, "");
                break;
        }

        file.Append("two\n");
        file.Append("three\n");
        Assert.Equal("two\nthree\n", File.ReadAllText(path));
        if (File.Exists(away))
            Assert.Equal("one\n", File.ReadAllText(away));
    }

    [Fact]
    public async Task Pipe_GetsEveryLineOnce()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no path that leads to an open pipe");
        using var reader = new AnonymousPipeServerStream(PipeDirection.In);
        using (var file = new AccessLogFile($"/proc/self/fd/{reader.ClientSafePipeHandle.DangerousGetHandle()}"))
        {
            file.Open();
            file.Append("one\n");
            file.Append("two\n");
        }

        reader.DisposeLocalCopyOfClientHandle();
        using var text = new StreamReader(reader);
        Assert.Equal("one\ntwo\n", await text.ReadToEndAsync(TestContext.Current.CancellationToken).InTime());
    }

    [Fact]
    public void File_ThatWasMovedBeforeItsFirstLine_IsNoticedToo()
    {
        var path = _folder.File("access.log");
        using var file = new AccessLogFile(path);
        file.Open();
        File.Move(path, _folder.File("access.log.1"));
        File.WriteAllText(path, "");
        file.Append("one\n");
        Assert.Equal("one\n", File.ReadAllText(path));
    }

    [Fact]
    public async Task WriterThatHangs_DropsWhatFindsNoRoom_CountsIt_AndNobodyWaits()
    {
        using var held = new HeldLog(_log);
        var access = new AccessLog(
            new AccessLogSettings { Log = true, MaxWaiting = 16 },
            new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)),
            held
        );
        Refuse(access);
        await held.Reached.InTime();
        for (var i = 0; i < 16 + 5; i++)
            Refuse(access);
        held.Release();
        await _log.WaitAsync("5 visitors are missing in the access log");
        await access.DisposeAsync();
        Assert.Equal(17, _log.Count("end=refused"));
    }

    [Fact]
    public void Path_ThatCannotBeWritten_IsSaidAtStart()
    {
        var failure = Assert.Throws<StartupException>(() => Create(_folder.File("none/access.log")));
        Assert.StartsWith("Gateway:AccessLog:Path is ", failure.Message, StringComparison.Ordinal);
    }

    private static void Refuse(AccessLog access) => access.Refused(new IPEndPoint(IPAddress.Loopback, 4711), 9000, Assignment, "NoSession");

    private AccessLog Create(string path) =>
        new(new AccessLogSettings { Path = path }, new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)), _log);

    /// <summary>A log whose lines of visitors wait until they are released.</summary>
    private sealed class HeldLog(LogLines lines) : ILoggerFactory, ILogger
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _open = new();

        public Task Reached => _reached.Task;

        public void Release() => _open.Set();

        public ILogger CreateLogger(string categoryName) => categoryName == "SocketWarp.AccessLog" ? this : lines;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            _reached.TrySetResult();
            Assert.True(_open.Wait(Waiting.Patience));
            lines.Log(logLevel, eventId, state, exception, formatter);
        }

        public void Dispose() => _open.Dispose();
    }
}
