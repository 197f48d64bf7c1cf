using System.ComponentModel.DataAnnotations;
using SocketWarp.Base.Settings;

namespace SocketWarp.QuicGateway.Settings;

/// <summary>Section <c>Gateway:AccessLog</c>: one line for each visitor, when it has left or was refused. Off by default.</summary>
public sealed class AccessLogSettings : ISettings
{
    /// <summary>
    /// The file to append <see href="operations.md#access-log">one line for each visitor</see> to, made with mode 0600 when it is missing. Default: none.
    /// </summary>
    public string Path { get; set; } = "";

    /// <summary>Writes the same lines to the process's log, as category <c>SocketWarp.AccessLog</c>.</summary>
    public bool Log { get; set; }

    /// <summary>Lines that may wait to be written. Visitors whose lines find no room are left out and counted in the process's log.</summary>
    [Range(16, 1_048_576)]
    public int MaxWaiting { get; set; } = 16_384;

    internal bool IsOn => Log || Path.Length > 0;
}
