using SocketWarp.Base.Files;
using SocketWarp.Pki.Files;
using SocketWarp.TestSupport;

namespace SocketWarp.ServiceDefaults.Tests.Files;

/// <summary>The moments at which replaced files are taken, and at which it is said, and how often, that they are not.</summary>
public sealed class WatchedFilesTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TestFiles _files = new();
    private readonly VirtualTime _time = new();
    private readonly LogLines _log = new();
    private string? _held;

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Pair_WhoseCertificateIsWrittenFirst_IsTakenWithTheKey_WithoutAComplaint()
    {
        using var watched = Watch();
        using var next = Pair("next");
        File.Copy(_files.Path("next.pem"), _files.Path("a.pem"), overwrite: true);
        Assert.Equal(FileLook.Waiting, await watched.LookAsync());
        Assert.Equal(FileLook.Refused, await LookLaterAsync(watched, Patience / 2));
        File.Copy(_files.Path("next.key"), _files.Path("a.key"), overwrite: true);
        Assert.Equal(FileLook.Waiting, await watched.LookAsync());
        Assert.Equal(FileLook.Taken, await watched.LookAsync());
        Assert.Equal(next.Leaf.Thumbprint, _held);
        Assert.Single(_log.All);
    }

    [Fact]
    public async Task Pair_ThatDoesNotFit_IsRefusedWithOneLineThatNamesTheFile_AndIsTakenOnceItFits()
    {
        using var watched = Watch();
        using var next = Pair("next");
        var before = _held;
        File.Copy(_files.Path("next.pem"), _files.Path("a.pem"), overwrite: true);
        await watched.LookAsync();
        for (var i = 0; i < 20; i++)
            await LookLaterAsync(watched, Patience);
        Assert.Contains(_files.Path("a.key"), Assert.Single(_log.All), StringComparison.Ordinal);
        Assert.Equal(before, _held);

        File.Copy(_files.Path("next.key"), _files.Path("a.key"), overwrite: true);
        await watched.LookAsync();
        Assert.Equal(FileLook.Taken, await watched.LookAsync());
        Assert.Equal(next.Leaf.Thumbprint, _held);
    }

    [Fact]
    public async Task Pair_ThatAnOperatorAskedFor_IsJudgedAtOnce_AndItsRefusalIsSaidEachTime()
    {
        using var watched = Watch();
        await File.WriteAllTextAsync(_files.Path("a.pem"), "nothing", TestContext.Current.CancellationToken);
        Assert.Equal(FileLook.Refused, await watched.LookNowAsync());
        Assert.Equal(FileLook.Refused, await watched.LookNowAsync());
        Assert.Equal(2, _log.Count(_files.Path("a.pem")));
    }

    [Fact]
    public async Task Pair_ThatIsNotValidYet_IsTakenOnceItIs_WithoutBeingWritten()
    {
        using var watched = Watch(usable: () => _time.GetUtcNow() > DateTimeOffset.UtcNow.AddMinutes(10));
        using var next = Pair("next");
        Replace("next");
        await watched.LookAsync();
        while (await LookLaterAsync(watched, TimeSpan.FromMinutes(1)) != FileLook.Taken)
            Assert.InRange(_time.GetUtcNow(), DateTimeOffset.MinValue, DateTimeOffset.UtcNow.AddHours(1));
        Assert.Equal(next.Leaf.Thumbprint, _held);
        Assert.Equal(1, _log.Count("is not valid yet"));
    }

    [Fact]
    public async Task Link_ThatPointsToAnotherFolder_IsFollowed()
    {
        // As Kubernetes has secrets: a folder of each version, and one link that is swapped.
        Pair("one/a").Dispose();
        using var second = Pair("two/a");
        KeepTimes("one/a", "two/a");
        File.CreateSymbolicLink(_files.Path("data"), _files.Path("one"));
        using var watched = Watch("data/a");
        File.Delete(_files.Path("data"));
        File.CreateSymbolicLink(_files.Path("data"), _files.Path("two"));
        await watched.LookAsync();
        Assert.Equal(FileLook.Taken, await watched.LookAsync());
        Assert.Equal(second.Leaf.Thumbprint, _held);
    }

    [Fact]
    public async Task Pair_WithTheTimeAndLengthOfTheOneBefore_IsSeenAllTheSame()
    {
        using var watched = Watch();
        using var next = Pair("next");
        KeepTimes("a", "next");
        Replace("next");
        await watched.LookAsync();
        Assert.Equal(FileLook.Taken, await watched.LookAsync());
    }

    [Fact]
    public async Task Files_WrittenAgainAsTheyWere_AreNotTakenAgain()
    {
        using var watched = Watch();
        foreach (var name in (string[])["a.pem", "a.key"])
            await File.WriteAllBytesAsync(
                _files.Path(name),
                await File.ReadAllBytesAsync(_files.Path(name), TestContext.Current.CancellationToken),
                TestContext.Current.CancellationToken
            );
        Assert.Equal(FileLook.Unchanged, await watched.LookAsync());
        Assert.Equal(FileLook.Unchanged, await watched.LookNowAsync());
    }

    private async Task<FileLook> LookLaterAsync(WatchedFiles watched, TimeSpan later)
    {
        _time.Advance(later);
        return await watched.LookAsync();
    }

    /// <summary>Watches a pair that is there and in use.</summary>
    private WatchedFiles Watch(string name = "a", Func<bool>? usable = null)
    {
        if (!File.Exists(_files.Path($"{name}.pem")))
            Pair(name).Dispose();
        string[] paths = [_files.Path($"{name}.pem"), _files.Path($"{name}.key")];
        var stamp = FileStamp.Of(paths);
        Take();
        return new WatchedFiles(
            paths,
            stamp,
            () => usable is null || usable() ? Task.FromResult(Take()) : throw new CertificateFileException($"{paths[0]} is not valid yet"),
            Patience,
            _time,
            _log
        );

        string Take()
        {
            using var pair = CertificateFiles.Load(paths[0], paths[1]);
            return _held = pair.Leaf.Thumbprint;
        }
    }

    private CertificateFiles Pair(string name)
    {
        var (certificate, key) = (_files.Path($"{name}.pem"), _files.Path($"{name}.key"));
        Directory.CreateDirectory(Path.GetDirectoryName(certificate)!);
        using (var made = _files.CreateServer())
            CertificateFiles.Save(made, certificate, key);
        return CertificateFiles.Load(certificate, key);
    }

    /// <summary>Gives the files the old times, as a copy that keeps them does.</summary>
    private void KeepTimes(string from, string to)
    {
        foreach (var type in (string[])["pem", "key"])
            File.SetLastWriteTimeUtc(_files.Path($"{to}.{type}"), File.GetLastWriteTimeUtc(_files.Path($"{from}.{type}")));
    }

    private void Replace(string name)
    {
        File.Move(_files.Path($"{name}.pem"), _files.Path("a.pem"), overwrite: true);
        File.Move(_files.Path($"{name}.key"), _files.Path("a.key"), overwrite: true);
    }
}
