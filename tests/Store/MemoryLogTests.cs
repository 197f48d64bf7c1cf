using SocketWarp.Store.Tests.Support;

namespace SocketWarp.Store.Tests;

/// <summary>The log that table tests use is a log.</summary>
public sealed class MemoryLogTests : LogConformance
{
    private readonly MemoryLog.Content _content = new();

    protected override bool IsShared => true;

    protected override ILog Create() => new MemoryLog(_content);
}
