using System.Text;
using System.Text.Json;
using SocketWarp.Pki.Scep.Client;
using SocketWarp.Protocol.Rest;
using SocketWarp.ScepServer.Tests.Support;

namespace SocketWarp.ScepServer.Tests.Backup;

public sealed class BackupTests
{
    private const string Secret = "s3cret-of-it";

    [Fact]
    public async Task Restore_IntoAnEmptyServer_GivesClientsSecretsAndCertificatesBack()
    {
        string backup,
            listed;
        await using (var host = await ScepHost.StartAsync())
        {
            await host.Admin.AddWithSecretAsync("waiting", Secret, new { a = "1" });
            await host.Admin.AddWithSecretAsync("held", Secret);
            (await host.Anonymous.EnrolAsync("held", $"held\\{Secret}")).Dispose();
            await host.Admin.AddWithSecretAsync("revoked", Secret);
            (await host.Anonymous.EnrolAsync("revoked", $"revoked\\{Secret}")).Dispose();
            await host.Admin.RevokeAsync("revoked");
            backup = await BackupAsync(host);
            listed = await ListAsync(host);
            Assert.DoesNotContain(Secret, backup, StringComparison.Ordinal);
        }

        await using var empty = await ScepHost.StartAsync();
        Assert.Equal(
            new RestoreView
            {
                Revision = 3,
                Added = 3,
                Changed = 0,
                Removed = 0,
                Unchanged = 0,
                DryRun = false,
            },
            await RestoreAsync(empty, backup)
        );

        Assert.Equal(listed, await ListAsync(empty));
        Assert.Equal("INACTIVE", await empty.Viewer.StatusAsync("revoked"));
        Assert.Equal("ISSUED", await empty.Viewer.StatusAsync("held"));
        (await empty.Anonymous.EnrolAsync("waiting", $"waiting\\{Secret}")).Dispose();
        Assert.Equal("ISSUED", await empty.Viewer.StatusAsync("waiting"));
    }

    [Fact]
    public async Task Restore_IntoARunningServer_NoCertificateHoldsThatDidNot()
    {
        await using var host = await ScepHost.StartAsync();
        await host.Admin.AddWithSecretAsync("revoked", Secret);
        using var revoked = await host.Anonymous.EnrolAsync("revoked", $"revoked\\{Secret}");
        await host.Admin.AddWithSecretAsync("renewed", Secret);
        using var first = await host.Anonymous.EnrolAsync("renewed", $"renewed\\{Secret}");
        var backup = await BackupAsync(host);
        await host.Admin.RevokeAsync("revoked");
        using var second = await host.Anonymous.RenewAsync(first, "renewed");
        await host.Admin.AddWithSecretAsync("later", Secret);
        using var later = await host.Anonymous.EnrolAsync("later", $"later\\{Secret}");
        await host.Admin.AddAsync("without");

        var dry = await RestoreAsync(host, backup, dryRun: true);
        Assert.Equal((0, 1, true), (dry.Added, dry.Removed, dry.DryRun));
        Assert.Equal("ISSUED", await host.Viewer.StatusAsync("later"));
        Assert.Equal(dry with { DryRun = false }, await RestoreAsync(host, backup));

        Assert.Equal(200, (await host.Gateway.VerifyAsync(first)).Status);
        Assert.NotEqual(200, (await host.Gateway.VerifyAsync(second)).Status);
        Assert.NotEqual(200, (await host.Gateway.VerifyAsync(revoked)).Status);
        Assert.NotEqual(200, (await host.Gateway.VerifyAsync(later)).Status);
        Assert.Equal("INACTIVE", await host.Viewer.StatusAsync("revoked"));
        // Kept, to say that its certificate is revoked.
        Assert.Equal("INACTIVE", await host.Viewer.StatusAsync("later"));
        Assert.Equal(404, (await host.Admin.GetAsync("/api/v1/clients/without")).Status);
    }

    [Fact]
    public async Task Restore_AfterASecretWasUsed_DoesNotLetItBeUsedAgain()
    {
        await using var host = await ScepHost.StartAsync();
        await host.Admin.AddWithSecretAsync("used", Secret);
        await host.Admin.AddWithSecretAsync("waiting", Secret);
        var backup = await BackupAsync(host);
        (await host.Anonymous.EnrolAsync("used", $"used\\{Secret}")).Dispose();
        await host.Admin.RevokeAsync("used");

        await RestoreAsync(host, backup);

        await Assert.ThrowsAsync<ScepClientException>(() => host.Anonymous.EnrolAsync("used", $"used\\{Secret}"));
        Assert.Equal("INACTIVE", await host.Viewer.StatusAsync("used"));
        (await host.Anonymous.EnrolAsync("waiting", $"waiting\\{Secret}")).Dispose();
    }

    /// <summary>Each server counts its certificates from 1.</summary>
    [Fact]
    public async Task Restore_BesideACertificateOfTheSameNumber_LeavesAStoreWhoseBackupIsTaken()
    {
        string backup;
        await using (var other = await ScepHost.StartAsync())
        {
            await other.Admin.AddWithSecretAsync("first", Secret);
            (await other.Anonymous.EnrolAsync("first", $"first\\{Secret}")).Dispose();
            backup = await BackupAsync(other);
        }

        await using var host = await ScepHost.StartAsync();
        await host.Admin.AddWithSecretAsync("newcomer", Secret);
        (await host.Anonymous.EnrolAsync("newcomer", $"newcomer\\{Secret}")).Dispose();
        await RestoreAsync(host, backup);

        Assert.Equal(200, (await SendAsync(host.Admin, await BackupAsync(host))).Status);
    }

    [Theory]
    [InlineData("\"uid\":\"b\"", "\"uid\":\"a\"", "uid", "line 3: the uid \"a\" is that of line 2 too")]
    [InlineData("\"uid\":\"b\"", "\"uid\":\"\"", "uid", "line 3: ")]
    [InlineData("\"attributes\":{}", "\"endSecret\":true", "attributes", "line 3: attributes are missing")]
    [InlineData("\"hash\":\"", "\"hash\":\"!", "secret.hash", "line 2: ")]
    [InlineData("\"deleteAt\":\"", "\"pending\":\"10675199.02:48:05\",\"deleteAt\":\"", "secret", "line 2: it is not a hash of a secret")]
    [InlineData("\"certificates\":[", "\"certificates\":[null,", "certificates[1]", "line 2: ")]
    [InlineData("\"kind\":\"clients\"", "\"kind\":\"assignments\"", "kind", "line 1: this is a backup of assignments: take one of clients")]
    public async Task Restore_OfWhatIsNoBackup_IsRefusedAsAWholeWithLineAndField(string old, string with, string field, string detail)
    {
        await using var host = await ScepHost.StartAsync();
        await host.Admin.AddWithSecretAsync("a", Secret, new { x = "1" });
        await host.Admin.AddAsync("b");
        var listed = await ListAsync(host);

        var answer = await SendAsync(host.Admin, (await BackupAsync(host)).Replace(old, with, StringComparison.Ordinal));

        Assert.Equal(422, answer.Status);
        Assert.Equal(field, answer.Json.GetProperty("field").GetString());
        Assert.StartsWith(detail, answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(listed, await ListAsync(host));
    }

    [Fact]
    public async Task BackupAndRestore_WithoutTheAdminsToken_AreRefused()
    {
        await using var host = await ScepHost.StartAsync();

        Assert.Equal(403, (await host.Viewer.GetAsync(RestRoutes.Backup)).Status);
        Assert.Equal(403, (await host.Gateway.GetAsync(RestRoutes.Backup)).Status);
        Assert.Equal(403, (await SendAsync(host.Viewer, "")).Status);
        Assert.Equal(401, (await host.Anonymous.GetAsync(RestRoutes.Backup)).Status);
    }

    private static async Task<string> BackupAsync(ScepHost host)
    {
        var answer = await host.Admin.GetAsync(RestRoutes.Backup);
        Assert.Equal(200, answer.Status);
        return Encoding.UTF8.GetString(answer.Bytes);
    }

    private static async Task<string> ListAsync(ScepHost host) => Encoding.UTF8.GetString((await host.Admin.GetAsync(RestRoutes.Clients)).Bytes);

    private static async Task<RestoreView> RestoreAsync(ScepHost host, string backup, bool dryRun = false)
    {
        var answer = await SendAsync(host.Admin, backup, dryRun);
        Assert.True(answer.Status == 200, answer.ToString());
        return JsonSerializer.Deserialize(answer.Bytes, RestJson.Default.RestoreView)!;
    }

    private static Task<ApiAnswer> SendAsync(ScepApi api, string backup, bool dryRun = false) =>
        api.SendAsync(
            HttpMethod.Put,
            RestRoutes.Restore + (dryRun ? "?dryRun=true" : ""),
            new StringContent(backup, Encoding.UTF8, BackupHeaderView.ContentType)
        );
}
