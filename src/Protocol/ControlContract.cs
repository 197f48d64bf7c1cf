namespace SocketWarp.Protocol;

/// <summary>Names and bounds of the gRPC contract between gateways and the ControlApi (Proto/control.proto).</summary>
public static class ControlContract
{
    /// <summary>The gateway id where nothing else is set.</summary>
    public const string DefaultGateway = "default";

    /// <summary>What to write in the place of a wrong id.</summary>
    public const string IdFix = "write 1 to 64 of a-z, 0-9, '-', '_' and '.', beginning with a letter or digit";

    private const int MaxId = 64;

    /// <summary>
    /// Bytes of one message. gRPC's usual 4 MiB would not hold the snapshot of 10,000 assignments with the longest names; both sides set this.
    /// </summary>
    public const int MaxMessage = 16 * 1024 * 1024;

    /// <summary>Ids of gateways and assignments: they stand in paths, logs and commands.</summary>
    public static bool IsId(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length is > 0 and <= MaxId && IsFirst(id[0]) && id.All(c => IsFirst(c) || c is '-' or '_' or '.');
    }

    private static bool IsFirst(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
}
