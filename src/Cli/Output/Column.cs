namespace SocketWarp.Cli.Output;

/// <summary>A column of a <see cref="Grid"/>.</summary>
/// <param name="Name">In capitals, as its header.</param>
internal sealed record Column(string Name, bool Right = false);
