namespace SocketWarp.Cli.Pki;

/// <summary>Keeps what is there: a key that is overwritten is gone.</summary>
internal static class NewFiles
{
    /// <exception cref="WarpException">when one of the files is there already, or their folder is not.</exception>
    public static void Check(bool force, params IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
                throw new WarpException(ExitCode.BadArgument, $"\"{path}\" is a folder", "name another file with --out");
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
                throw new WarpException(ExitCode.BadArgument, $"the folder \"{folder}\" does not exist", "create it, or name another file with --out");
            if (!force && File.Exists(path))
                throw new WarpException(ExitCode.Conflict, $"\"{path}\" is there already", "name another file with --out, or overwrite it with --force");
        }
    }
}
