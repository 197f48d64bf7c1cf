using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.Transport.SystemNetQuic;

/// <summary>One handshake's check of the peer's certificate.</summary>
internal sealed partial class PeerCheck(PeerCertificateValidator validate, ILogger logger)
{
    /// <summary>The reason why the peer was refused; null when it was not, or not yet.</summary>
    public string? Refusal { get; private set; }

    /// <remarks>
    /// The runtime's own verdict is ignored: it knows only the system's roots, and reports a name mismatch for every client certificate.
    /// </remarks>
    public bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Refusal = certificate is X509Certificate2 leaf ? Ask(leaf, chain) : "it sent none";
        if (Refusal is not null)
            Log.Refused(logger, Refusal);
        return Refusal is null;
    }

    private string? Ask(X509Certificate2 leaf, X509Chain? chain)
    {
        try
        {
            return validate(leaf, chain?.ChainPolicy.ExtraStore ?? []);
        }
        catch (Exception e)
        {
            Log.ValidatorFailed(logger, e);
            return "it could not be checked";
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "A peer's certificate was refused: {Reason}", EventName = "PeerRefused")]
        public static partial void Refused(ILogger logger, string reason);

        [LoggerMessage(2, LogLevel.Error, "The certificate validator failed, so the peer was refused", EventName = "ValidatorFailed")]
        public static partial void ValidatorFailed(ILogger logger, Exception exception);
    }
}
