using SocketWarp.Base.Settings;

namespace SocketWarp.QuicGateway.Settings;

/// <summary>Section <c>Gateway:AccessLog</c>: one line for each visitor, when it has left or was refused. Off by default.</summary>
public sealed class AccessLogSettings
{
    /// <summary>
    /// The file to append the lines to, made with mode 0600 when it is missing. A file that was renamed or removed is noticed before the next line, and a
    /// new one made. Default: none.
    /// </summary>
    public string Path { get; set; } = "";

    /// <summary>Writes the lines to the process's log too, as category <c>SocketWarp.AccessLog</c>. Default false.</summary>
    public bool Log { get; set; }

    /// <summary>Lines that may wait to be written. Visitors whose lines find no room are left out and counted in the process's log. Default 16,384.</summary>
    public int MaxWaiting { get; set; } = 16_384;

    internal bool IsOn => Log || Path.Length > 0;

    internal void Validate(SectionErrors errors) => errors.RequireRange(nameof(MaxWaiting), MaxWaiting, 16, 1_048_576);
}
