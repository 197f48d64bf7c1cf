using System.Diagnostics;

namespace SocketWarp.Bench.Load;

/// <summary>One direction of a path: packets of one device come out of the other late, or not at all. Linux.</summary>
/// <param name="delay">Of every packet.</param>
/// <param name="loss">Share of packets that are lost by chance, 0 to 1.</param>
/// <param name="bitsPerSecond">Of the narrowest link; 0: as fast as they come.</param>
/// <param name="queueBytes">That wait for that link; packets above are dropped.</param>
internal sealed class Emulator(Stream from, Stream to, TimeSpan delay, double loss, double bitsPerSecond, int queueBytes, int seed)
{
    private const int MaxPacket = 2_048;

    /// <summary>About a gigabit through 100 ms.</summary>
    private const int MaxPackets = 16_384;

    /// <summary>Sleeps end late by about this much.</summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromMicroseconds(30);

    private readonly Random _random = new(seed);
    private readonly Queue<Slot> _waiting = new();
    private readonly Stack<Slot> _spare = new();
    private long _linkFree;

    public void Start()
    {
        new Thread(Read) { IsBackground = true }.Start();
        new Thread(Write) { IsBackground = true }.Start();
    }

    private void Read()
    {
        while (true)
        {
            Slot? slot;
            lock (_waiting)
            {
                if (!_spare.TryPop(out slot))
                    slot = new Slot();
            }

            slot.Length = from.Read(slot.Data);
            var passes = _random.NextDouble() >= loss && TryPass(slot);
            lock (_waiting)
            {
                if (passes && _waiting.Count < MaxPackets)
                    _waiting.Enqueue(slot);
                else
                    _spare.Push(slot);
                Monitor.Pulse(_waiting);
            }
        }
    }

    /// <summary>Puts the packet behind those that wait for the link.</summary>
    private bool TryPass(Slot slot)
    {
        var now = Stopwatch.GetTimestamp();
        var start = Math.Max(now, _linkFree);
        if (bitsPerSecond > 0)
        {
            if ((start - now) / (double)Stopwatch.Frequency * bitsPerSecond / 8 > queueBytes)
                return false;
            _linkFree = start += (long)(slot.Length * 8 / bitsPerSecond * Stopwatch.Frequency);
        }

        slot.Due = start + (long)(delay.TotalSeconds * Stopwatch.Frequency);
        return true;
    }

    private void Write()
    {
        _ = NativeClock.SetTimerSlack();
        while (true)
        {
            Slot? slot;
            lock (_waiting)
            {
                while (!_waiting.TryDequeue(out slot))
                    Monitor.Wait(_waiting);
            }

            while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), slot.Due) is { Ticks: > 0 } left)
                NativeClock.Sleep(left > Lateness ? left - Lateness : TimeSpan.Zero);
            try
            {
                to.Write(slot.Data.AsSpan(0, slot.Length));
            }
            catch (IOException)
            {
                // The device is down: a path that is gone carries nothing.
            }

            lock (_waiting)
                _spare.Push(slot);
        }
    }

    private sealed class Slot
    {
        public byte[] Data { get; } = new byte[MaxPacket];

        public int Length { get; set; }

        public long Due { get; set; }
    }
}
