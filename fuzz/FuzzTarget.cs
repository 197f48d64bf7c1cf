namespace SocketWarp.Fuzz;

/// <param name="Valid">What <paramref name="Read"/> accepts.</param>
internal sealed record FuzzTarget(string Name, byte[] Valid, Action<byte[]> Read);
