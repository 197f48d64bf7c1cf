using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SocketWarp.Base;

namespace SocketWarp.AppHost;

/// <summary>The store of assignments: Redis where there is one, else the embedded store of ControlApi.</summary>
/// <param name="Redis">Null: the embedded store.</param>
/// <param name="Address">HOST:PORT of Redis.</param>
/// <param name="PasswordFile">The file with its password.</param>
/// <param name="Reason">Which it is and why, for people.</param>
internal sealed record StoreResource(IResourceBuilder<IResource>? Redis, ReferenceExpression? Address, string? PasswordFile, string Reason)
{
    private const string Name = "redis";

    /// <summary>Longest wait for an answer of the container engine.</summary>
    private static readonly TimeSpan EngineLimit = TimeSpan.FromSeconds(5);

    /// <exception cref="StartupException">when what was asked for is not there</exception>
    public static StoreResource Add(IDistributedApplicationBuilder builder, AppHostSettings settings, RunFolder folder)
    {
        var wanted = settings.Redis;
        var noEngine = wanted is RedisChoice.Auto or RedisChoice.Container ? WhyNoEngine() : "not asked for";
        if (noEngine is null)
            return InContainer(builder, settings, folder);
        if (wanted == RedisChoice.Container)
            throw new StartupException($"--Redis is \"container\", and there is no container engine ({noEngine}): start one, or write server or none");
        if (wanted != RedisChoice.None && ProgramFiles.Find("redis-server") is { } server)
            return AsProgram(builder, folder, server, wanted == RedisChoice.Auto ? $"no container engine answers ({noEngine})" : "--Redis says so");
        if (wanted == RedisChoice.Server)
            throw new StartupException("--Redis is \"server\", and there is no redis-server in PATH: install it (Debian: redis-server), or write none");
        return new(
            null,
            null,
            null,
            wanted == RedisChoice.None
                ? "the embedded store and one ControlApi (--Redis says so)"
                : $"the embedded store and one ControlApi (no container engine answers: {noEngine}; redis-server is not installed)"
        );
    }

    public void Use(IResourceBuilder<ProjectResource> service, string section)
    {
        if (Redis is null || Address is null || PasswordFile is null)
            return;
        service.WithSetting($"{section}:Redis:Endpoints", $"{Address}").WithSetting($"{section}:Redis:PasswordFile", PasswordFile).WaitFor(Redis);
    }

    private static StoreResource InContainer(IDistributedApplicationBuilder builder, AppHostSettings settings, RunFolder folder)
    {
        var (password, file) = MakePassword(folder);
        var redis = builder.AddRedis(Name, password: builder.AddParameter("redis-password", password, secret: true)).WithoutHttpsCertificate();
        if (settings.RedisImage is { } image)
        {
            var colon = image.LastIndexOf(':');
            redis.WithImage(colon < 0 ? image : image[..colon], colon < 0 ? "latest" : image[(colon + 1)..]).WithImageRegistry(null);
        }

        var address = ReferenceExpression.Create($"{redis.Resource.PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}");
        return new(redis, address, file, "Redis in a container and two ControlApis (a container engine answers)");
    }

    private static StoreResource AsProgram(IDistributedApplicationBuilder builder, RunFolder folder, string server, string why)
    {
        var (password, file) = MakePassword(folder);
        var data = folder.PathOf(Name);
        PrivateFiles.CreateDirectory(data);
        var configuration = folder.PathOf("redis.conf");
        PrivateFiles.Replace(
            configuration,
            Encoding.ASCII.GetBytes(
                $"""
                bind 127.0.0.1
                dir {data}
                requirepass {password}
                appendonly yes
                appendfsync always
                maxmemory-policy noeviction
                save ""

                """
            )
        );
        var redis = builder.AddExecutable(Name, server, folder.Path, configuration).WithEndpoint(scheme: "tcp", name: "tcp");
        var endpoint = redis.GetEndpoint("tcp");
        redis.WithArgs("--port", endpoint.Property(EndpointProperty.TargetPort));
        builder.Services.AddHealthChecks().AddAsyncCheck("redis-listens", cancellationToken => ConnectAsync(endpoint, cancellationToken));
        redis.WithHealthCheck("redis-listens");
        var address = ReferenceExpression.Create($"{endpoint.Property(EndpointProperty.HostAndPort)}");
        return new(redis, address, file, $"the redis-server of this machine and two ControlApis ({why})");
    }

    private static async Task<HealthCheckResult> ConnectAsync(EndpointReference endpoint, CancellationToken cancellationToken)
    {
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken);
            // A proxy takes connections that nobody behind it does: only an answer counts.
            await socket.GetStream().WriteAsync("PING\r\n"u8.ToArray(), cancellationToken);
            return await socket.GetStream().ReadAsync(new byte[1], cancellationToken) > 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("no answer");
        }
        catch (Exception exception) when (exception is SocketException or IOException or InvalidOperationException)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }

    private static (string Password, string File) MakePassword(RunFolder folder)
    {
        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var file = folder.PathOf("redis.password");
        PrivateFiles.Replace(file, Encoding.ASCII.GetBytes(password + "\n"));
        return (password, file);
    }

    /// <returns>Null when a container engine answers.</returns>
    private static string? WhyNoEngine()
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("docker", ["version", "--format", "{{.Server.Version}}"]) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(EngineLimit))
            {
                process.Kill(entireProcessTree: true);
                return $"docker said nothing within {EngineLimit.TotalSeconds:0} s";
            }

            return process.ExitCode == 0 && output.GetAwaiter().GetResult().Trim().Length > 0 ? null : FirstLine(error.GetAwaiter().GetResult());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "docker is not installed";
        }
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim() is { Length: > 0 } line ? line : "docker gave no reason";
}
