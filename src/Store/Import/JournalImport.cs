using SocketWarp.Base;

namespace SocketWarp.Store.Import;

/// <summary>A journal that version 0.1 wrote where a log is now: read once, then kept beside it under another name.</summary>
public sealed class JournalImport
{
    private readonly Func<LogContent, ulong> _check;

    private JournalImport(string path, Func<LogContent, ulong> check) => (Path, _check) = (path, check);

    internal string Path { get; }

    internal bool IsThere => File.Exists(Path);

    /// <summary>Describes a journal whose records are those of a table.</summary>
    public static JournalImport Of<TTable, TRecord>(string path)
        where TTable : class, ITable<TTable, TRecord>
        where TRecord : class, IRecord => new(path, content => TableText<TTable, TRecord>.Apply(TTable.StartAt(0), content).Revision);

    /// <exception cref="StoreCorruptException">when it is damaged, or says what the table cannot say; it is left as it is.</exception>
    internal ImportedJournal Read()
    {
        try
        {
            var content = JournalFile.Read(File.ReadAllBytes(Path), out var tornBytes);
            return new ImportedJournal(content, _check(content), tornBytes);
        }
        catch (StoreCorruptException exception)
        {
            throw new StoreCorruptException(
                $"{Path} is damaged: {exception.Message}; it is left as it is: put back a copy of it, or move it away to start empty",
                exception
            );
        }
    }

    /// <summary>Takes the journal out of the way of the next start.</summary>
    /// <returns>Where it is now.</returns>
    internal string Keep()
    {
        PrivateFiles.Protect(Path);
        var kept = Path + ".imported";
        for (var copy = 2; File.Exists(kept); copy++)
            kept = $"{Path}.imported-{copy}";
        File.Move(Path, kept);
        return kept;
    }
}
