namespace SocketWarp.ControlApi.Assignments;

/// <summary>What must hold for a put to happen.</summary>
internal readonly record struct PutCondition
{
    /// <summary>The id may be there or not.</summary>
    public static PutCondition None => default;

    public static PutCondition IsNew => new() { MustBeNew = true };

    public bool MustBeNew { get; private init; }

    public ulong? Revision { get; private init; }

    /// <summary>The assignment is there and nobody has changed it since.</summary>
    public static PutCondition AtRevision(ulong revision) => new() { Revision = revision };
}
