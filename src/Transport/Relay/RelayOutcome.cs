namespace SocketWarp.Transport.Relay;

/// <summary>How a relay ended: the first reason wins.</summary>
/// <param name="By">The stream that ended it, or null when none did.</param>
/// <param name="Code">The <c>ErrorCode</c> with which the streams were aborted; 0 for none.</param>
/// <param name="Error">The failure behind <see cref="RelayEnd.Reset"/> and <see cref="RelayEnd.Lost"/>, else null.</param>
/// <param name="BytesToFar">Bytes that the far stream took.</param>
/// <param name="BytesToNear">Bytes that the near stream took.</param>
public readonly record struct RelayOutcome(RelayEnd End, IDuplexStream? By, ulong Code, Exception? Error, long BytesToFar, long BytesToNear);

/// <summary>The ways in which a relay ends.</summary>
public enum RelayEnd
{
    /// <summary>Both directions reached their own end, and every byte was handed over.</summary>
    Completed,

    /// <summary>A stream wanted no more bytes, and what it sent itself was handed over whole.</summary>
    Unwanted,

    /// <summary>A stream's peer aborted it; the code says why.</summary>
    Reset,

    /// <summary>A stream failed without a word from its peer, or through a fault in this program.</summary>
    Lost,

    /// <summary>What the far stream sent before its raw bytes was not acceptable; the code says why.</summary>
    Refused,

    /// <summary>The caller's token was cancelled.</summary>
    Stopped,
}
