using System.Net.Security;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using SocketWarp.Base;
using SocketWarp.Base.Files;
using SocketWarp.Base.Settings;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;

namespace SocketWarp.Web.Http;

/// <summary>The certificate of a listener, from PEM files that may be replaced while it listens. Every section with a listener has these two keys.</summary>
public sealed class ServerCertificate
{
    private const string CertificateSetting = "Certificate";
    private const string KeySetting = "CertificateKey";

    private readonly string _certificate;
    private readonly string _key;
    private readonly TimeProvider _time;

    // Older ones are never disposed: a handshake may still use them.
    private volatile SslStreamCertificateContext _context;

    private ServerCertificate(string certificate, string key, TimeProvider time)
    {
        (_certificate, _key, _time) = (certificate, key, time);
        _context = CreateContext(CertificateFiles.Load(certificate, key, time));
    }

    public static void Validate(SettingErrors errors, string? certificate, string? key)
    {
        ArgumentNullException.ThrowIfNull(errors);
        errors.RequireFile(CertificateSetting, certificate);
        errors.RequireFile(KeySetting, key);
        errors.Require(certificate is null || key is not null, KeySetting, key, $"name the key of {CertificateSetting}");
        errors.Require(key is null || certificate is not null, CertificateSetting, certificate, $"name the certificate of {KeySetting}");
    }

    /// <summary>Makes an endpoint speak TLS. Each handshake shows the last usable certificate that the files held.</summary>
    /// <exception cref="StartupException">when the files do not hold what they should.</exception>
    public static void Use(ListenOptions listen, string section, string certificate, string key)
    {
        ArgumentNullException.ThrowIfNull(listen);
        var services = listen.ApplicationServices;
        var stamp = FileStamp.Of([certificate, key]);
        ServerCertificate held;
        try
        {
            held = new ServerCertificate(certificate, key, services.GetRequiredService<TimeProvider>());
        }
        catch (CertificateFileException e)
        {
            throw new StartupException($"{section}:{CertificateSetting} is \"{certificate}\" with key \"{key}\": {e.Message}", e);
        }

        services.GetRequiredService<FileWatch>().Add([certificate, key], stamp, held.TakeAsync);
        listen.UseHttps(
            new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = held._context }),
            }
        );
    }

    private Task<string> TakeAsync()
    {
        var files = CertificateFiles.Load(_certificate, _key, _time);
        files.RequireUsable(PeerUsage.ServerAuthentication, _time);
        _context = CreateContext(files);
        return Task.FromResult(files.Describe());
    }

    // Offline: nothing is fetched to complete the chain; what the file has behind the certificate is sent.
    private static SslStreamCertificateContext CreateContext(CertificateFiles files) =>
        files.EngineKey is null
            ? SslStreamCertificateContext.Create(files.Leaf, files.Intermediates, offline: true)
            : throw new CertificateFileException($"{files.Describe()} has an Ed25519 key, which HTTPS cannot use here: use RSA or ECDSA");
}
