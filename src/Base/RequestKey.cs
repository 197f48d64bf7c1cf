namespace SocketWarp.Base;

/// <summary>The key by which a service knows that a request is a repeat of another one.</summary>
/// <param name="Id">A digest of the key and of its caller: two callers never have a key in common.</param>
/// <param name="Request">A digest of the request: the same key with another one is a mistake of the caller.</param>
public sealed record RequestKey(string Id, string Request);
