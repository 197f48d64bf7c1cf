using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using SocketWarp.Transport.Ngtcp2.Connections;
using SocketWarp.Transport.Ngtcp2.Interop;
using SocketWarp.Transport.Ngtcp2.Udp;

namespace SocketWarp.Transport.Ngtcp2.Loop;

/// <summary>
/// One thread that alone calls ngtcp2, GnuTLS and the sockets it watches. A turn: what other threads posted, datagrams, one quota per
/// readable socket, due timers, then every connection that has something to write, then epoll.
/// </summary>
internal sealed partial class EventLoop : IDisposable
{
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly WakeHandle _wake = new();
    private readonly Thread _thread;
    private readonly ILogger _logger;
    private readonly BusyPolling _polling;
    private readonly List<QuicConnection> _dirty = [];
    private List<IReadSource> _readable = [];
    private List<IReadSource> _readableSpare = [];
    private List<UdpSocket> _datagrams = [];
    private List<UdpSocket> _datagramsSpare = [];
    private readonly Lock _gate = new();
    private bool _stopping;
    private bool _ended; // under _gate

    public EventLoop(EngineOptions options, ILogger logger)
    {
        Options = options;
        Budget = new MemoryBudget(options.MaxBufferedBytes);
        _polling = new BusyPolling((ulong)options.BusyPollTime.TotalNanoseconds);
        _logger = logger;
        var error = Poller.Add(_wake, NativeSystem.EPOLLIN);
        if (error != 0)
            throw SocketErrors.Translate(error, "the engine's loop");
        Input = new ReadBuffer(Blocks);
        _thread = new Thread(Run) { IsBackground = true, Name = "quic-loop" };
        _thread.Start();
    }

    /// <summary>
    /// The start of this turn in nanoseconds of CLOCK_MONOTONIC; loop thread only. One reading a turn, so that ngtcp2 counts what is
    /// answered in the turn it came in as answered at once, and time never goes backwards between two of its calls.
    /// </summary>
    public ulong Now { get; private set; } = Clock;

    private static ulong Clock => (ulong)Stopwatch.GetTimestamp();

    public EngineOptions Options { get; }

    public Poller Poller { get; } = new();

    public TimerHeap Timers { get; } = new();

    public BlockPool Blocks { get; } = new();

    public ReadBuffer Input { get; }

    public DatagramReceiver Receiver { get; } = new();

    public DatagramBatch Batch { get; } = new();

    public MemoryBudget Budget { get; }

    /// <summary>Runs the action on the loop thread; false when the loop has ended.</summary>
    public bool Post(Action action)
    {
        // Under a lock, so that no action is queued that never runs, and no descriptor is written that is closed already.
        lock (_gate)
        {
            if (_ended)
                return false;
            _posted.Enqueue(action);
            _wake.Wake();
            return true;
        }
    }

    /// <summary>Runs the function on the loop thread and returns its result.</summary>
    /// <exception cref="TransportException">when the loop has ended.</exception>
    public Task<T> InvokeAsync<T>(Func<T> function)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var queued = Post(() =>
        {
            try
            {
                completion.TrySetResult(function());
            }
            catch (Exception exception)
            {
                completion.TrySetException(exception);
            }
        });
        return queued ? completion.Task : Task.FromException<T>(new TransportException(TransportError.Closed, "the engine has ended"));
    }

    public void MarkDirty(QuicConnection connection)
    {
        if (connection.IsDirty)
            return;
        connection.IsDirty = true;
        _dirty.Add(connection);
    }

    public void MarkReadable(IReadSource source)
    {
        if (source.InReadList)
            return;
        source.InReadList = true;
        _readable.Add(source);
    }

    public void MarkReadable(UdpSocket socket)
    {
        if (socket.InReadList)
            return;
        socket.InReadList = true;
        _datagrams.Add(socket);
    }

    /// <summary>Ends the loop after everything that was posted before; its sockets are closed.</summary>
    public void Dispose()
    {
        Post(() => _stopping = true);
        _thread.Join();
    }

    private void Run()
    {
        // The default slack of 50 µs would delay paced packets.
        _ = NativeSystem.prctl(NativeSystem.PR_SET_TIMERSLACK, 1, 0, 0, 0);
        try
        {
            while (!_stopping)
                Turn();
            lock (_gate)
                _ended = true;
            RunPosted();
        }
        catch (Exception exception)
        {
            // Nothing above can go on without the loop, and native memory may be half-changed: end the process, loudly.
            Log.LoopDied(_logger, exception);
            Environment.FailFast("the QUIC loop died", exception);
        }

        Poller.Dispose();
        Input.Dispose();
        Blocks.Dispose();
        Receiver.Dispose();
        Batch.Dispose();
    }

    private void Turn()
    {
        RunPosted();
        ReceiveDatagrams();
        ReadSockets();
        while (Timers.TryTakeExpired(Now, out var timer))
            timer.OnExpired(Now);
        SettleConnections();
        WriteConnections();
        Sleep();
        Now = Clock;
        Poller.HandOutEvents();
    }

    private void RunPosted()
    {
        while (_posted.TryDequeue(out var action))
            action();
    }

    private void ReceiveDatagrams()
    {
        (_datagrams, _datagramsSpare) = (_datagramsSpare, _datagrams);
        foreach (var socket in _datagramsSpare)
        {
            socket.InReadList = false;
            if (socket.Receive(Receiver, Now))
                MarkReadable(socket);
        }

        _datagramsSpare.Clear();
    }

    private void ReadSockets()
    {
        (_readable, _readableSpare) = (_readableSpare, _readable);
        foreach (var source in _readableSpare)
        {
            source.InReadList = false;
            if (source.ReadOnce())
                MarkReadable(source);
        }

        _readableSpare.Clear();
    }

    /// <summary>Settles before the writing, so that what this makes ready goes out in the same turn.</summary>
    private void SettleConnections()
    {
        for (var i = 0; i < _dirty.Count; i++)
            _dirty[i].Settle();
        Budget.ReturnWithheld();
    }

    private void WriteConnections()
    {
        var count = _dirty.Count;
        for (var i = 0; i < count; i++)
        {
            var connection = _dirty[i];
            connection.IsDirty = false;
            connection.Write(Now);
        }

        // Those that are not done marked themselves again.
        _dirty.RemoveRange(0, count);
    }

    private void Sleep()
    {
        // Writing may have made room for a socket that waited to be read.
        if (_datagrams.Count > 0 || _readable.Count > 0 || _dirty.Count > 0)
        {
            Poller.Wait(0);
            return;
        }

        var now = Clock;
        if (!_polling.IsWorthwhile || !PollUntil(now + _polling.Longest))
            Block();
        _polling.OnWaited(now - Now, Clock - now);
    }

    /// <returns>Whether there is something to do.</returns>
    private bool PollUntil(ulong end)
    {
        ulong now;
        while ((now = Clock) < end)
        {
            Poller.Wait(0);
            if (Poller.HasEvents || !_posted.IsEmpty || Timers.Next <= now)
                return true;
            // Where cores are few, the peer that is waited for may need this one.
            Thread.Yield();
        }

        if (now - end > _polling.Longest)
            _polling.OnCoreLost();
        return false;
    }

    private void Block()
    {
        _wake.AboutToSleep();
        if (_stopping || !_posted.IsEmpty)
        {
            _wake.Awake();
            return;
        }

        var next = Timers.Next;
        var now = Clock;
        Poller.Wait(
            next == LoopTimer.Never ? -1
            : next <= now ? 0
            : (long)(next - now)
        );
        _wake.Awake();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Critical, "The QUIC loop died", EventName = "LoopDied")]
        public static partial void LoopDied(ILogger logger, Exception exception);
    }
}
