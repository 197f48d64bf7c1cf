using System.Net;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki;
using SocketWarp.Pki.Peers;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Settings;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>Asks the SCEP server's verify service, as socket-warp does: the certificate in a header, the uid in the answer.</summary>
internal sealed class ScepVerifier : IVerifier, IDisposable
{
    private readonly AdmissionSettings _settings;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    public ScepVerifier(AdmissionSettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        _http = VerifyHttp.Create(settings);
    }

    public async Task<Verdict> VerifyAsync(X509Certificate2 leaf, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_settings.VerifyTimeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, _settings.VerifyUrl);
            request.Headers.TryAddWithoutValidation(PercentEncodedPem.Header, PercentEncodedPem.Encode(leaf));
            using var response = await _http.SendAsync(request, linked.Token);
            return await JudgeAsync(response, linked.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Verdict.Refused(ErrorCode.VerifyUnavailable, $"the verify service did not answer within {_settings.VerifyTimeout}");
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            return Verdict.Refused(ErrorCode.VerifyUnavailable, $"the verify service cannot be asked: {ServerTrust.Explain(e)}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Verdict.Refused(ErrorCode.VerifyUnavailable, "the verify service cannot be asked");
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<Verdict> JudgeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        // A service that fails says nothing about the certificate; one that answers anything else says no.
        if (response.StatusCode >= HttpStatusCode.InternalServerError)
            return Verdict.Refused(ErrorCode.VerifyUnavailable, $"the verify service failed (HTTP {(int)response.StatusCode})");
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var answer = await ReadAsync(body, cancellationToken);
        if (!response.IsSuccessStatusCode)
            return Verdict.Refused(ErrorCode.NotAdmitted, $"the verify service refused the certificate{(answer is null ? "" : VerifyAnswer.Reason(answer))} (HTTP {(int)response.StatusCode})");
        if (answer is null) return Verdict.Refused(ErrorCode.VerifyUnavailable, $"the verify service's answer is longer than {_settings.MaxVerifyAnswer} bytes");
        return VerifyAnswer.Judge(answer);
    }

    private async Task<byte[]?> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[_settings.MaxVerifyAnswer + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length < buffer.Length ? buffer[..length] : null;
    }
}
