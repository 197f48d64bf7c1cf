namespace SocketWarp.Store;

/// <summary>What a key says about its request.</summary>
public enum KeyUse
{
    /// <summary>There is no key, or no answer is kept for it: the request was judged.</summary>
    First,

    /// <summary>The same request was answered before: the outcome is that of then.</summary>
    Repeat,

    /// <summary>The key belongs to another request; nothing was done.</summary>
    OtherRequest,
}

/// <summary>The outcome of a request that may have a key.</summary>
public readonly record struct Keyed<TOutcome>(KeyUse Use, TOutcome Outcome);
