namespace SocketWarp.Protocol.Rest;

/// <summary>An error of the ScepServer's calls that the original server has too.</summary>
public sealed record MessageBody(string Message);
