using System.Net.Http.Headers;
using SocketWarp.Pki.Peers;
using SocketWarp.Protocol;

namespace SocketWarp.Pki.Scep.Client;

/// <summary>SCEP over HTTP (RFC 8894 section 4): each answer within its time and length.</summary>
internal sealed class ScepHttp(HttpClient http, ScepClientOptions options)
{
    /// <returns>Empty where the server answers with an error.</returns>
    public async Task<byte[]> TryGetAsync(string operation, int maxLength, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(operation));
        return await SendAsync(request, operation, maxLength, mayFail: true, cancellation).ConfigureAwait(false);
    }

    public async Task<byte[]> GetAsync(string operation, int maxLength, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(operation));
        return await SendAsync(request, operation, maxLength, mayFail: false, cancellation).ConfigureAwait(false);
    }

    public async Task<byte[]> OperateAsync(byte[] message, bool post, CancellationToken cancellation)
    {
        const string Operation = "PKIOperation";
        using var request = post
            ? new HttpRequestMessage(HttpMethod.Post, Address(Operation)) { Content = new ByteArrayContent(message) }
            : new HttpRequestMessage(HttpMethod.Get, Address(Operation, message));
        if (request.Content is { } content)
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-pki-message");
        return await SendAsync(request, Operation, ScepLimits.MaxAnswer, mayFail: false, cancellation).ConfigureAwait(false);
    }

    private Uri Address(string operation, byte[]? message = null)
    {
        var address = new UriBuilder(options.Server);
        var own = address.Query.TrimStart('?');
        address.Query =
            (own.Length > 0 ? own + "&" : "")
            + "operation="
            + operation
            + (message is null ? "" : "&message=" + Uri.EscapeDataString(Convert.ToBase64String(message)));
        return address.Uri;
    }

    private async Task<byte[]> SendAsync(HttpRequestMessage request, string operation, int maxLength, bool mayFail, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.Timeout);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                return mayFail
                    ? []
                    : throw new ScepClientException($"the SCEP server {options.Server} answered {operation} with HTTP {(int)response.StatusCode}");
            var body = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
                return await ReadAsync(body, operation, maxLength, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ScepClientException(
                $"the SCEP server {options.Server} did not answer {operation} within {options.Timeout.TotalSeconds:0.###} s",
                null,
                e
            );
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ScepClientException(
                $"the SCEP server {options.Server} cannot be asked ({operation}): "
                    + $"{PeerText.Clean(e is HttpRequestException failure ? ServerTrust.Explain(failure) : e.Message)}",
                null,
                e
            );
        }
    }

    private static async Task<byte[]> ReadAsync(Stream body, string operation, int maxLength, CancellationToken cancellation)
    {
        using var answer = new MemoryStream();
        var buffer = new byte[8192];
        while (await body.ReadAsync(buffer, cancellation).ConfigureAwait(false) is var read and > 0)
        {
            if (answer.Length + read > maxLength)
                throw new ScepClientException($"the answer to {operation} has more than {maxLength} bytes");
            answer.Write(buffer, 0, read);
        }

        return answer.ToArray();
    }
}
