using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Files;

namespace SocketWarp.Pki.Peers;

/// <summary>How a client of an HTTPS server checks its certificate: by the authorities of a file, or by those that the system knows.</summary>
public sealed class ServerTrust
{
    private readonly string _setting;
    private volatile TrustedAuthorities? _authorities;

    /// <param name="path">PEM file of authorities; null or empty: the system's.</param>
    /// <param name="setting">The setting that names such a file, for the message when the system's authorities do not suffice.</param>
    /// <exception cref="CertificateFileException">when the file cannot be used.</exception>
    public ServerTrust(string? path, string setting)
    {
        (Path, _setting) = (string.IsNullOrEmpty(path) ? null : path, setting);
        if (Path is not null)
            Reload();
    }

    /// <summary>The file of the authorities; null: they are the system's.</summary>
    public string? Path { get; }

    /// <summary>Reads the file again; handshakes that begin from now on are checked by it.</summary>
    /// <returns>What it holds, for logs.</returns>
    /// <exception cref="CertificateFileException">when it cannot be used; what was read before stays.</exception>
    public string Reload()
    {
        var authorities = TrustedAuthorities.Load(Path ?? throw new InvalidOperationException("the authorities are the system's"));
        _authorities = authorities;
        return $"{Path} ({authorities.Describe()})";
    }

    /// <summary>TLS options for a client, which follow every <see cref="Reload"/>.</summary>
    public SslClientAuthenticationOptions CreateOptions() =>
        new()
        {
            // The system's own text names neither the fault nor the fix, so the verdict is thrown where it is found.
            RemoteCertificateValidationCallback = (stream, certificate, chain, errors) =>
                (
                    _authorities is { } authorities
                        ? Check(authorities, ((SslStream)stream).TargetHostName, certificate, chain)
                        : CheckBySystem(errors, certificate, _setting)
                )
                    is { } reason
                    ? throw new AuthenticationException($"its certificate was refused: {reason}")
                    : true,
        };

    /// <summary>The reason why a request failed: HttpClient says about TLS only that something went wrong.</summary>
    public static string Explain(HttpRequestException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.InnerException is AuthenticationException refused ? refused.Message : failure.Message;
    }

    private static string? Check(TrustedAuthorities authorities, string serverName, X509Certificate? certificate, X509Chain? chain)
    {
        var validator = new PeerChainValidator(authorities, new PeerChainOptions { Usage = PeerUsage.ServerAuthentication, ServerName = serverName });
        return certificate is X509Certificate2 leaf ? validator.Validate(leaf, chain?.ChainPolicy.ExtraStore ?? []) : "the server sent no certificate";
    }

    private static string? CheckBySystem(SslPolicyErrors errors, X509Certificate? certificate, string setting) =>
        errors switch
        {
            SslPolicyErrors.None => null,
            // First of all: to a machine with a wrong clock every server's certificate is wrong, and no setting helps.
            _ when certificate is X509Certificate2 leaf && Validity.Check(leaf, TimeProvider.System.GetUtcNow()) is { } period => period,
            SslPolicyErrors.RemoteCertificateNameMismatch => "it was issued for another name",
            _ => $"the system does not know its authority; name it with {setting}",
        };
}
