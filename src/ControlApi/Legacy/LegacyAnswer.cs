namespace SocketWarp.ControlApi.Legacy;

/// <summary>socket-warp's answers, to the letter.</summary>
internal static class LegacyAnswer
{
    public const string Opened = "TcpListener created successfully!";
    public const string NoSession = "No QUIC connection exists for the specified UID.";

    public static string OpenFailed(string reason) => $"Failed to create TcpListener: {reason}";

    public static string Closed(int port) => $"Task {port} canceled";

    public static string NotOpen(int port) => $"Task {port} not found";
}
