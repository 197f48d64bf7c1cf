using System.Runtime.InteropServices;

namespace SocketWarp.Transport.Ngtcp2.Loop;

/// <summary>Blocks of one loop. What is given back beyond <see cref="MaxPooled"/> returns to the system.</summary>
internal sealed unsafe class BlockPool : IDisposable
{
    public const int BlockSize = 64 * 1024;
    private const int MaxPooled = 256;
    private readonly Stack<Block> _free = new();

    public Block Rent()
    {
        if (_free.TryPop(out var block))
        {
            block.Used = 0;
            block.References = 1;
            return block;
        }

        return new Block((byte*)NativeMemory.AlignedAlloc(BlockSize, 4096), BlockSize);
    }

    public void Release(Block block)
    {
        if (--block.References > 0)
            return;
        if (_free.Count < MaxPooled)
            _free.Push(block);
        else
            NativeMemory.AlignedFree(block.Start);
    }

    public void Dispose()
    {
        while (_free.TryPop(out var block))
            NativeMemory.AlignedFree(block.Start);
    }
}
