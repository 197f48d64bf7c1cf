namespace SocketWarp.Transport.Engines;

/// <summary>What settings, command lines and logs call the engines.</summary>
public static class EngineNames
{
    /// <summary>The first that works here.</summary>
    public const string Auto = "auto";

    public const string Ngtcp2 = "ngtcp2";

    public const string MsQuic = "msquic";

    public static IReadOnlyList<string> All { get; } = [Auto, Ngtcp2, MsQuic];
}
