namespace SocketWarp.Transport.Engines;

/// <summary>What settings, command lines and logs call the engines.</summary>
public static class EngineNames
{
    /// <summary>The first that works here.</summary>
    public const string Auto = "auto";

    /// <summary>The engine on ngtcp2 and GnuTLS; Linux.</summary>
    public const string Ngtcp2 = "ngtcp2";

    /// <summary>The engine on System.Net.Quic, which needs libmsquic.</summary>
    public const string MsQuic = "msquic";

    /// <summary>What a setting may name.</summary>
    public static IReadOnlyList<string> All { get; } = [Auto, Ngtcp2, MsQuic];
}
