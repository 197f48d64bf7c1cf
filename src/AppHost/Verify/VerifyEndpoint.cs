using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using SocketWarp.Pki;
using SocketWarp.Pki.Peers;

namespace SocketWarp.AppHost.Verify;

/// <summary>
/// Stands in for the SCEP server's verify URL: <c>GET /api/cert/verify</c> with the certificate in <c>X-Mtls-Clientcert</c> answers its uid
/// when the development CA has signed it.
/// </summary>
internal sealed class VerifyEndpoint(X509Certificate2 authority)
{
    public const string Path = "/api/cert/verify";


    private readonly PeerChainValidator _validator = new(
        new TrustedAuthorities([authority], "the development CA"), new PeerChainOptions { Usage = PeerUsage.ClientAuthentication });

    public Task<LoopbackServer> StartAsync(int port, CancellationToken cancellationToken) => LoopbackServer.StartAsync(
        "verify", port, options => options.Protocols = HttpProtocols.Http1, application => application.MapGet(Path, Verify), cancellationToken);

    private IResult Verify(HttpRequest request)
    {
        if (!PercentEncodedPem.TryDecode(request.Headers[PercentEncodedPem.Header], out var certificate, out var error))
            return Results.Text($"{PercentEncodedPem.Header}: {error}\n", statusCode: StatusCodes.Status400BadRequest);
        using (certificate)
        {
            if (_validator.Validate(certificate, []) is { } refusal) return Results.Text(refusal + "\n", statusCode: StatusCodes.Status401Unauthorized);
            return CertificateUid.TryGet(certificate, out var uid, out var reason)
                ? Results.Json(new { uid })
                : Results.Text(reason + "\n", statusCode: StatusCodes.Status401Unauthorized);
        }
    }
}
