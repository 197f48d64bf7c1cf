namespace SocketWarp.Cli.Api;

/// <summary>An answer both as a value and as the text that came.</summary>
internal sealed record ApiAnswer<T>(T Value, string Json);
