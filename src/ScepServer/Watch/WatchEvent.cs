namespace SocketWarp.ScepServer.Watch;

/// <summary>One line of <c>/api/watch</c>.</summary>
internal sealed record WatchEvent
{
    /// <summary><c>hello</c>, <c>changed</c> or <c>beat</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The uid whose verify answer may have changed.</summary>
    public string? Uid { get; init; }
}
