namespace SocketWarp.ScepServer.Legacy;

/// <summary>What most errors look like here.</summary>
internal sealed record MessageBody(string Message);
