namespace SocketWarp.Transport.Tunnels;

/// <summary>How one direction of a tunnel ended, and whose fault it was.</summary>
/// <param name="Error">Set for the two failures.</param>
internal readonly record struct PumpResult(PumpEnd End, Exception? Error = null);

internal enum PumpEnd
{
    /// <summary>The input ended and so did, cleanly, the output.</summary>
    Done,

    /// <summary>Reading failed.</summary>
    InputFailed,

    /// <summary>Writing failed.</summary>
    OutputFailed,

    /// <summary>The peer asked for no more bytes (STOP_SENDING) and may still be sending.</summary>
    Unwanted,

    /// <summary>The tunnel was being torn down.</summary>
    Aborted,
}
