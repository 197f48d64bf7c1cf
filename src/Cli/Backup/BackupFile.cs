using System.Text.Json;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Backup;

/// <summary>A backup as <c>warp</c> looks at it: the header, and whether all lines are there.</summary>
/// <param name="Kind">What the lines are.</param>
internal readonly record struct BackupFile(string Kind, int Count, ulong Revision)
{
    /// <returns>Null when it is no whole backup.</returns>
    public static BackupFile? Read(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        if (end < 0 || !text.EndsWith('\n'))
            return null;
        try
        {
            var header = JsonSerializer.Deserialize(text.AsSpan(0, end), RestJson.Default.BackupHeaderView);
            var lines = text.AsSpan(end + 1).Count('\n');
            return header is { Format: BackupHeaderView.CurrentFormat } && header.Count == lines ? new BackupFile(header.Kind, header.Count, header.Revision) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
