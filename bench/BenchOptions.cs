namespace SocketWarp.Bench;

/// <param name="Duration">Of each single measurement.</param>
/// <param name="Json">Where every round goes besides the table, or null.</param>
internal sealed record BenchOptions(int Rounds, TimeSpan Duration, IReadOnlyList<string> Tunnels, FileInfo? Json);
