using SocketWarp.ScepServer.Clients;

namespace SocketWarp.ScepServer.Rest;

/// <param name="Text">To be shown once.</param>
/// <param name="Stored">What is kept.</param>
internal sealed record MadeSecret(string Text, ClientSecret Stored);
