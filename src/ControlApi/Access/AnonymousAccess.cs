namespace SocketWarp.ControlApi.Access;

/// <summary>What callers without a token may do.</summary>
internal enum AnonymousAccess
{
    None,
    Viewer,
    Admin,
}
