using System.Runtime.Versioning;
using SocketWarp.ScepServer.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.ScepServer.Tests.Hooks;

[UnsupportedOSPlatform("windows")]
public sealed class HookTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Events_RunTheirPrograms_WithWhatHappened()
    {
        var (added, issued, revoked) = (
            Script("added", $"echo \"added $(printenv UID)\" >> {_directory.File("log")}"),
            Script("issued", $"echo \"issued $CN ${{#NOT_BEFORE}} ${{#NOT_AFTER}}\" >> {_directory.File("log")}"),
            Script("revoked", $"echo \"revoked $(printenv UID)\" >> {_directory.File("log")}; touch {_directory.File("done")}")
        );
        await using var host = await ScepHost.StartAsync(
            ("Scep:Hooks:ClientAdded", added),
            ("Scep:Hooks:CertificateIssued", issued),
            ("Scep:Hooks:ClientRevoked", revoked)
        );
        await host.Admin.AddWithSecretAsync("edge-1", "s3cret-of-it");
        (await host.Anonymous.EnrolAsync("edge-1", "edge-1\\s3cret-of-it")).Dispose();
        await host.Admin.RevokeAsync("edge-1");

        await UntilExistsAsync(_directory.File("done"));
        Assert.Equal(
            ["added edge-1", "issued edge-1 19 19", "revoked edge-1"],
            await File.ReadAllLinesAsync(_directory.File("log"), TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task Program_ThatFailsOrHangs_HindersNothing()
    {
        var added = Script("added", "exit 3");
        var revoked = Script("revoked", $"touch {_directory.File("done")}; sleep 60");
        await using var host = await ScepHost.StartAsync(
            ("Scep:Hooks:ClientAdded", added),
            ("Scep:Hooks:ClientRevoked", revoked),
            ("Scep:Hooks:Timeout", "1s")
        );
        await host.Admin.AddWithSecretAsync("edge-1", "s3cret-of-it");
        await host.Admin.RevokeAsync("edge-1");
        await UntilExistsAsync(_directory.File("done"));

        Assert.Equal("INACTIVE", await host.Viewer.StatusAsync("edge-1"));
        await host.Log.WaitAsync("it ended with code 3");
    }

    private static async Task UntilExistsAsync(string file)
    {
        using var limit = new CancellationTokenSource(Waiting.Patience);
        // A foreign program has no event for "I am done".
        while (!File.Exists(file))
            await Task.Delay(20, limit.Token);
    }

    private string Script(string name, string commands)
    {
        var path = _directory.File(name);
        File.WriteAllText(path, $"#!/bin/sh\n{commands}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
