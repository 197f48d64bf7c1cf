namespace SocketWarp.Base.Files;

/// <summary>The result of a look at watched files.</summary>
internal enum FileLook
{
    /// <summary>They hold what is in use.</summary>
    Unchanged,

    /// <summary>They hold something else, which is not checked yet or was refused before.</summary>
    Waiting,

    /// <summary>What they hold is in use from now on.</summary>
    Taken,

    /// <summary>What they hold cannot be used.</summary>
    Refused,
}
