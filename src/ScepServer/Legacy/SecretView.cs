namespace SocketWarp.ScepServer.Legacy;

/// <param name="Secret">Empty: only a hash is kept.</param>
/// <param name="Type"><c>ACTIVATE</c> or <c>UPDATE</c>.</param>
internal sealed record SecretView(string Secret, string Type, DateTimeOffset DeleteAt, string PendingPeriod);
