namespace SocketWarp.Transport.Ngtcp2.Loop;

/// <summary>A piece of native memory with a reference count. It belongs to one loop thread and is never touched by another.</summary>
internal sealed unsafe class Block(byte* start, int size)
{
    public byte* Start { get; } = start;

    public int Size { get; } = size;

    public int Used { get; set; }

    public int References { get; set; } = 1;

    public int Free => Size - Used;

    public byte* End => Start + Used;
}
