using SocketWarp.Base;
using SocketWarp.Store.Redis;
using SocketWarp.Store.Tests.Support;
using SocketWarp.TestSupport;

namespace SocketWarp.Store.Tests.Redis;

/// <summary>The ways to reach a Redis that does not take everybody.</summary>
public sealed class RedisAccessTests : IDisposable
{
    private readonly TestDirectory _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Password_Right_LetsIn_AndWrongOne_IsSaidWithoutTelling()
    {
        await using var server = await RedisServer.StartAsync("--requirepass", "s3cret");
        await using var users = new RedisUsers(server);
        await UseAsync(users, settings => settings.PasswordFile = Password("s3cret"));

        await Assert.ThrowsAsync<StartupException>(() => users.OpenAsync());
        var failure = await Assert.ThrowsAsync<StartupException>(() => users.OpenAsync(settings => settings.PasswordFile = Password("wr0ng")));

        Assert.StartsWith($"Redis at {server.EndPoint} cannot be used: ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task User_OfTheAccessList_NeedsOnlyItsOwnKeysAndChannels()
    {
        await using var server = await RedisServer.StartAsync();
        await server.CommandAsync("ACL", "SETUSER", "warp", "on", ">s3cret", "~{shop:*", "&{shop:*", "+@all", "-@dangerous", "+info");
        await using var users = new RedisUsers(server);

        await UseAsync(users, settings => (settings.User, settings.PasswordFile, settings.KeyPrefix) = ("warp", Password("s3cret"), "shop"));

        var denied = await Assert.ThrowsAsync<StartupException>(() =>
            users.OpenAsync(settings => (settings.User, settings.PasswordFile) = ("warp", Password("s3cret")))
        );
        Assert.Contains("NOPERM", denied.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_WithTheRightAuthority_IsUsed_AndAnyOther_IsRefused()
    {
        var (authority, certificate, key) = await CertificatesAsync("server");
        var (stranger, _, _) = await CertificatesAsync("stranger");
        var port = Ports.FreeTcp();
        await using var server = await RedisServer.StartAsync(
            "--tls-port",
            $"{port}",
            "--tls-cert-file",
            certificate,
            "--tls-key-file",
            key,
            "--tls-ca-cert-file",
            authority,
            "--tls-auth-clients",
            "no"
        );
        await using var users = new RedisUsers(server);

        await UseAsync(users, settings => UseTls(settings, authority));

        await Assert.ThrowsAsync<StartupException>(() => users.OpenAsync(settings => UseTls(settings, stranger)));
        await Assert.ThrowsAsync<StartupException>(() =>
            users.OpenAsync(settings =>
            {
                UseTls(settings, authority);
                settings.ServerName = "elsewhere";
            })
        );

        void UseTls(RedisStoreSettings settings, string trusted) =>
            (settings.Endpoints, settings.Tls, settings.CertificateAuthority, settings.ServerName) = ([$"127.0.0.1:{port}"], true, trusted, "localhost");
    }

    [Fact]
    public async Task Cluster_HasALogInOneSlot()
    {
        await using var server = await RedisServer.StartAsync("--cluster-enabled", "yes");
        Assert.Equal("OK", await server.CommandAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383"));
        while (!(await server.CommandAsync("CLUSTER", "INFO")).Contains("cluster_state:ok", StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromMilliseconds(20), Token);
        await using var users = new RedisUsers(server);

        await UseAsync(users, _ => { });
    }

    [Fact]
    public async Task Sentinels_NameTheServer()
    {
        await using var server = await RedisServer.StartAsync();
        var port = Ports.FreeTcp();
        var file = _folder.File("sentinel.conf");
        await File.WriteAllTextAsync(file, $"port {port}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 {server.Port} 1\n", Token);
        await using var sentinel = RunningProcess.Start("redis-server", [file, "--sentinel"]);
        await sentinel.LineAsync(line => line.Contains("+monitor master", StringComparison.Ordinal));
        await using var users = new RedisUsers(server);

        await UseAsync(users, settings => (settings.Endpoints, settings.SentinelService) = ([$"127.0.0.1:{port}"], "main"));

        Assert.Equal("1", await server.CommandAsync("EXISTS", (await server.CommandAsync("KEYS", "*:head")).Trim()));
    }

    private static async Task UseAsync(RedisUsers users, Action<RedisStoreSettings> settings)
    {
        await using var log = await users.OpenAsync(settings);
        Assert.True(await log.AppendAsync(0, ["a", "b"], Token));
        await log.SnapshotAsync(1, ["one"], Token);
        await log.TrimAsync(Token);
        Assert.Equal(["b"], (await log.ReadAsync(1, Token)).Entries);
        await using var other = await users.OpenAsync(settings);
        var waiting = other.WaitForChangeAsync(2, Token);
        Assert.True(await log.AppendAsync(2, ["c"], Token));
        await waiting.InTime();
    }

    private string Password(string text)
    {
        var file = _folder.File($"password-{text}");
        File.WriteAllText(file, text + "\n");
        return file;
    }

    private async Task<(string Authority, string Certificate, string Key)> CertificatesAsync(string name)
    {
        var (authority, certificate, key) = (_folder.File($"{name}-ca.pem"), _folder.File($"{name}.pem"), _folder.File($"{name}.key"));
        var authorityKey = _folder.File($"{name}-ca.key");
        string[] make = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
        await RunningProcess.MustRunAsync("openssl", [.. make, "-subj", $"/CN={name} CA", "-keyout", authorityKey, "-out", authority]);
        await RunningProcess.MustRunAsync(
            "openssl",
            [
                .. make,
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-addext",
                "extendedKeyUsage=serverAuth",
                "-CA",
                authority,
                "-CAkey",
                authorityKey,
                "-keyout",
                key,
                "-out",
                certificate,
            ]
        );
        return (authority, certificate, key);
    }
}
