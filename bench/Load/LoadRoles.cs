namespace SocketWarp.Bench.Load;

/// <summary>What <see cref="LoadCommand"/> can be.</summary>
internal static class LoadRoles
{
    public const string Echo = "echo";

    public const string Rate = "rate";

    public const string RoundTrip = "round-trip";

    public const string Sink = "sink";

    public const string Visitors = "visitors";

    public const string Connectors = "connectors";

    public const string Emulator = "emulator";
}
