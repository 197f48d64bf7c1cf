namespace SocketWarp.Store;

/// <summary>How long answers are kept for those who repeat a request.</summary>
/// <param name="Count">One more forgets the oldest.</param>
/// <param name="Age">An older one is forgotten.</param>
public readonly record struct AnswerLimits(int Count, TimeSpan Age);
