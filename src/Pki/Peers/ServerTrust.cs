using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Files;

namespace SocketWarp.Pki.Peers;

/// <summary>How a client of an HTTPS server judges its certificate: by the authorities of a file, or by those that the system knows.</summary>
public static class ServerTrust
{
    /// <param name="caPath">PEM file of authorities; null or empty: the system's.</param>
    /// <param name="setting">What names such a file; for the message to whom the system's do not suffice.</param>
    /// <exception cref="CertificateFileException">The file cannot be used.</exception>
    public static SslClientAuthenticationOptions CreateOptions(string? caPath, string setting)
    {
        var authorities = string.IsNullOrEmpty(caPath) ? null : TrustedAuthorities.Load(caPath);
        return new SslClientAuthenticationOptions
        {
            // The system's own text names neither the fault nor the fix, so the verdict is thrown where it is found.
            RemoteCertificateValidationCallback = (stream, certificate, chain, errors) =>
                (authorities is null ? JudgeBySystem(errors, certificate, setting) : Judge(authorities, ((SslStream)stream).TargetHostName, certificate, chain)) is { } reason
                    ? throw new AuthenticationException($"its certificate was refused: {reason}")
                    : true,
        };
    }

    /// <summary>Why a request failed: what HttpClient says of TLS is only that something went wrong.</summary>
    public static string Explain(HttpRequestException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.InnerException is AuthenticationException refused ? refused.Message : failure.Message;
    }

    private static string? Judge(TrustedAuthorities authorities, string serverName, X509Certificate? certificate, X509Chain? chain)
    {
        var validator = new PeerChainValidator(authorities, new PeerChainOptions { Usage = PeerUsage.ServerAuthentication, ServerName = serverName });
        return certificate is X509Certificate2 leaf ? validator.Validate(leaf, chain?.ChainPolicy.ExtraStore ?? []) : "there is none";
    }

    private static string? JudgeBySystem(SslPolicyErrors errors, X509Certificate? certificate, string setting) => errors switch
    {
        SslPolicyErrors.None => null,
        // Said first: a clock that is wrong makes every server's certificate wrong, and no setting helps.
        _ when certificate is X509Certificate2 leaf && Validity.Judge(leaf, TimeProvider.System.GetUtcNow()) is { } period => period,
        SslPolicyErrors.RemoteCertificateNameMismatch => "it was issued for another name",
        _ => $"the system does not know its authority; name it with {setting}",
    };
}
