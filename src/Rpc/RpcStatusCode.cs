namespace SocketWarp.Rpc;

/// <summary>How a call ended; numbers and meanings are those of gRPC (grpc/doc/statuscodes.md).</summary>
public enum RpcStatusCode
{
    Ok = 0,

    /// <summary>One side gave the call up.</summary>
    Cancelled = 1,

    /// <summary>An error without a code of its own: an exception in a handler, or a peer that does not speak gRPC.</summary>
    Unknown = 2,

    /// <summary>The request can never work, whatever state the server is in.</summary>
    InvalidArgument = 3,

    DeadlineExceeded = 4,

    NotFound = 5,

    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota or size limit.</summary>
    ResourceExhausted = 8,

    /// <summary>Not in this state; repeating the call does not help until somebody changes that state.</summary>
    FailedPrecondition = 9,

    /// <summary>A conflict with another change; the caller may start over.</summary>
    Aborted = 10,

    OutOfRange = 11,

    /// <summary>The server has no such method, or refuses the form of the request (compression, number of messages).</summary>
    Unimplemented = 12,

    /// <summary>A broken rule of the protocol.</summary>
    Internal = 13,

    /// <summary>The server could not be reached or went away; the call may be tried again.</summary>
    Unavailable = 14,

    DataLoss = 15,

    /// <summary>The caller has no valid credentials.</summary>
    Unauthenticated = 16,
}
