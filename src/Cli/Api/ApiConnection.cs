using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Base.Net;
using SocketWarp.Cli.Parsing;

namespace SocketWarp.Cli.Api;

/// <summary>The HTTP client behind <see cref="ApiClient"/>; it remembers whether anything took its connection.</summary>
internal sealed class ApiConnection : IDisposable
{
    // 10,000 assignments with the longest names are 10 MB.
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    public ApiConnection(ApiAccess access)
    {
        var handler = new SocketsHttpHandler
        {
            // A redirect would carry the token to somebody else.
            AllowAutoRedirect = false,
            UseCookies = false,
            // Proxies of the environment lead out of this machine, not back into it.
            UseProxy = !access.Address.IsLoopback,
            ConnectCallback = ConnectAsync,
        };
        if (access.CaFile is { } file) handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Policy(file) };
        Http = new HttpClient(handler) { BaseAddress = access.Address, Timeout = access.Timeout, MaxResponseContentBufferSize = MaxAnswerBytes };
    }

    public HttpClient Http { get; }

    /// <summary>Whether something took the connection: a later failure then does not mean that nothing runs there.</summary>
    public bool IsReached { get; private set; }

    public void Dispose() => Http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var stream = await RacedConnect.ConnectAsync(context, cancellationToken);
        IsReached = true;
        return stream;
    }

    private static X509ChainPolicy Policy(string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Unusable(file, FileProblem.Describe(e));
        }

        return policy.CustomTrustStore.Count > 0 ? policy : throw Unusable(file, "it holds no certificate");
    }

    private static WarpException Unusable(string file, string reason) =>
        new(ExitCode.BadArgument, $"the authority's file \"{file}\" cannot be used: {reason}", "name a PEM file with --ca-file");
}
