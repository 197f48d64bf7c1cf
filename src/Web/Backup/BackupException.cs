namespace SocketWarp.Web.Backup;

/// <summary>The text is no backup, or not the one that is wanted here; nothing was changed.</summary>
/// <param name="line">Counts from 1.</param>
/// <param name="name">The field that is wrong; null: the whole line.</param>
/// <param name="what">What is wrong with it.</param>
/// <param name="fix">What to do.</param>
public sealed class BackupException(int line, string? name, string what, string fix) : Exception($"line {line}: {what}: {fix}")
{
    /// <summary>The name of the field that is wrong.</summary>
    public string? Name => name;

    public string What => $"line {line}: {what}";

    public string Fix => fix;
}
