namespace SocketWarp.Protocol.Rest;

/// <summary>One line of the ScepServer's watch.</summary>
public sealed record WatchEvent
{
    /// <summary>The <see cref="Kind"/> of the first line: all that changes from now on is told.</summary>
    public const string Hello = "hello";

    /// <summary>The <see cref="Kind"/> of a line about one client.</summary>
    public const string Changed = "changed";

    /// <summary>The <see cref="Kind"/> of a line that only says that the watch goes on.</summary>
    public const string Beat = "beat";

    /// <summary><see cref="Hello"/>, <see cref="Changed"/>, <see cref="Beat"/>, or one of a later version.</summary>
    public required string Kind { get; init; }

    /// <summary>The client whose certificates may hold no longer, or again; null unless it is <see cref="Changed"/>.</summary>
    public string? Uid { get; init; }
}
