namespace SocketWarp.Bench.Tunnels;

/// <summary>A path between two machines.</summary>
/// <param name="DelayMilliseconds">Each way.</param>
/// <param name="Loss">Each way, 0 to 1.</param>
/// <param name="Megabits">Of the narrowest link; 0: no such link.</param>
/// <param name="QueueBytes">Before that link.</param>
internal sealed record PathScenario(string Name, double DelayMilliseconds, double Loss, double Megabits, int QueueBytes);
