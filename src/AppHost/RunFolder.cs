using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SocketWarp.Base;

namespace SocketWarp.AppHost;

/// <summary>A folder for certificates, tokens and stores of one run. It goes with the run.</summary>
internal sealed class RunFolder
{
    /// <summary>The tokens of ControlApi.</summary>
    public const string Api = "api";

    /// <summary>The tokens of the ScepServer.</summary>
    public const string Scep = "scep";

    // Mode 0700; in the temporary folder, because the paths of Unix sockets must be short.
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("socketwarp-");

    public static RunFolder Add(IDistributedApplicationBuilder builder)
    {
        var folder = new RunFolder();
        builder.Services.AddHostedService(services => new Removal(folder._folder, services.GetRequiredService<IHostApplicationLifetime>()));
        return folder;
    }

    public string Path => _folder.FullName;

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The folder with a service's tokens.</summary>
    public string TokensOf(string service) => PathOf($"tokens-{service}");

    /// <summary>The file with a service's token for a role.</summary>
    public string TokenOf(string service, string role) => System.IO.Path.Combine(TokensOf(service), $"{role}.token");

    /// <summary>Makes a service's tokens.</summary>
    /// <returns>The one of the role admin.</returns>
    public string MakeTokens(string service)
    {
        PrivateFiles.CreateDirectory(TokensOf(service));
        foreach (var role in new[] { "viewer", "gateway", "admin" })
            PrivateFiles.Replace(TokenOf(service, role), Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(64, lowercase: true) + "\n"));
        return File.ReadAllText(TokenOf(service, "admin")).Trim();
    }

    /// <summary>Removes the folder once everything has ended.</summary>
    private sealed class Removal(DirectoryInfo folder, IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.ApplicationStopped.Register(() => folder.Delete(recursive: true));
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
