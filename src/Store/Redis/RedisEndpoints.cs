using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Base;
using StackExchange.Redis;

namespace SocketWarp.Store.Redis;

/// <summary>The settings as StackExchange.Redis wants them.</summary>
internal static class RedisEndpoints
{
    /// <summary>How often a connection is looked after: a lost one is found and dialled again within about two of these.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(250);

    /// <summary>Sent bytes that nobody acknowledged for so long end the connection (TCP_USER_TIMEOUT, RFC 5482).</summary>
    private static readonly TimeSpan SilentConnection = TimeSpan.FromSeconds(2);

    public static bool TryParse(string text, [NotNullWhen(true)] out EndPoint? endPoint)
    {
        endPoint = text.Contains(':', StringComparison.Ordinal) && !text.Any(char.IsWhiteSpace) ? EndPointCollection.TryParse(text) : null;
        return endPoint switch
        {
            DnsEndPoint dns => dns.Host.Length > 0 && dns.Port is >= 1 and <= IPEndPoint.MaxPort,
            IPEndPoint ip => ip.Port >= 1,
            _ => false,
        };
    }

    /// <exception cref="StartupException">when a file cannot be read.</exception>
    public static ConfigurationOptions Options(RedisStoreSettings settings)
    {
        var options = new ConfigurationOptions
        {
            AbortOnConnectFail = false,
            // What cannot be sent now is refused now: the caller may ask again, and nothing is written late.
            BacklogPolicy = BacklogPolicy.FailFast,
            ConnectTimeout = (int)settings.CallTimeout.TotalMilliseconds,
            // Each call has its own limit; this one is that of the largest.
            AsyncTimeout = (int)TimeSpan.FromSeconds(30).TotalMilliseconds,
            BeforeSocketConnect = (_, _, socket) => NoticeSilence(socket),
            HeartbeatInterval = Heartbeat,
            ReconnectRetryPolicy = new LinearRetry((int)Heartbeat.TotalMilliseconds),
            ServiceName = settings.SentinelService,
            User = settings.User,
            Password = Password(settings.PasswordFile),
            Ssl = settings.Tls,
            SslHost = settings.ServerName,
            ClientName = "socketwarp",
            IncludeDetailInExceptions = false,
        };
        foreach (var endpoint in settings.Endpoints)
            options.EndPoints.Add(TryParse(endpoint, out var parsed) ? parsed : throw new StartupException($"\"{endpoint}\" is not HOST:PORT"));
        if (settings.CertificateAuthority is { } authority)
            Trust(options, authority);
        return options;
    }

    /// <summary>Has the system end a connection whose packets are swallowed, which it would otherwise keep for a quarter of an hour.</summary>
    private static void NoticeSilence(Socket socket)
    {
        const int Tcp = 6;
        const int UserTimeout = 18;
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(Tcp, UserTimeout, BitConverter.GetBytes((int)SilentConnection.TotalMilliseconds));
    }

    private static void Trust(ConfigurationOptions options, string path)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new StartupException($"{path} cannot be used: {exception.Message.TrimEnd('.')}", exception);
        }

        options.CertificateValidation += (_, certificate, sent, errors) =>
        {
            if (certificate is not X509Certificate2 leaf || errors.HasFlag(System.Net.Security.SslPolicyErrors.RemoteCertificateNameMismatch))
                return false;
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
            chain.ChainPolicy.ExtraStore.AddRange(sent?.ChainPolicy.ExtraStore ?? []);
            chain.ChainPolicy.DisableCertificateDownloads = true;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.1"));
            return chain.Build(leaf);
        };
    }

    private static string? Password(string? path)
    {
        try
        {
            return path is null ? null : File.ReadLines(path).FirstOrDefault();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{path} cannot be read: {exception.Message.TrimEnd('.')}", exception);
        }
    }
}
