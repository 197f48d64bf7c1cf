namespace SocketWarp.Protocol.Frames;

/// <summary>What became of an attempt to read a frame. Everything but the first two is final: <see cref="ErrorCode.BadFrame"/>.</summary>
public enum FrameStatus
{
    /// <summary>More bytes are needed; nothing was consumed.</summary>
    Incomplete,

    /// <summary>A whole frame was read.</summary>
    Complete,

    /// <summary>A kind that is not known, not expected here, or not in its shortest form.</summary>
    UnknownKind,

    /// <summary>A body longer than it may be.</summary>
    TooLong,

    /// <summary>A body that is not the message its kind says.</summary>
    Malformed,
}
