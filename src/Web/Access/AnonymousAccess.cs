namespace SocketWarp.Web.Access;

/// <summary>What callers without a token may do.</summary>
public enum AnonymousAccess
{
    None,
    Viewer,
    Admin,
}
