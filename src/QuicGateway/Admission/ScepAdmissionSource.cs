using System.Net;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Base;
using SocketWarp.Pki.Peers;
using SocketWarp.Protocol;
using SocketWarp.QuicGateway.Settings;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>Asks the SCEP server's verify service, as socket-warp does: the certificate in a header, the uid in the answer.</summary>
internal sealed class ScepAdmissionSource : IAdmissionSource, IDisposable
{
    /// <summary>The short time for the reason of a refusal, which holds without it.</summary>
    private static readonly TimeSpan ReasonTimeout = TimeSpan.FromSeconds(1);

    private readonly AdmissionSettings _settings;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    public ScepAdmissionSource(AdmissionSettings settings, VerifyHttp http, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        _http = http.Create();
    }

    public async Task<AdmissionDecision> VerifyAsync(X509Certificate2 leaf, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_settings.VerifyTimeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, _settings.VerifyUrl);
            request.Headers.TryAddWithoutValidation(PercentEncodedPem.Header, PercentEncodedPem.Encode(leaf));
            using var response = await _http.SendAsync(request, linked.Token);
            return response.IsSuccessStatusCode ? await DecideAsync(response, linked.Token) : await RefuseAsync(response, linked.Token, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return AdmissionDecision.Refused(
                ErrorCode.VerifyUnavailable,
                $"the verify service did not answer within {DurationText.Format(_settings.VerifyTimeout)}"
            );
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            return AdmissionDecision.Refused(ErrorCode.VerifyUnavailable, $"the verify service cannot be asked: {ServerTrust.Explain(e)}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return AdmissionDecision.Refused(ErrorCode.VerifyUnavailable, "the verify service cannot be asked");
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<AdmissionDecision> DecideAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var answer = await ReadAsync(response, cancellationToken);
        if (answer is null)
            return AdmissionDecision.Refused(ErrorCode.VerifyUnavailable, $"the verify service's answer is longer than {_settings.MaxVerifyAnswer} bytes");
        return VerifyAnswer.Check(answer);
    }

    private async Task<AdmissionDecision> RefuseAsync(HttpResponseMessage response, CancellationToken deadline, CancellationToken cancellationToken)
    {
        // A service that fails says nothing about the certificate; one that answers anything else says no.
        if (response.StatusCode >= HttpStatusCode.InternalServerError)
            return AdmissionDecision.Refused(ErrorCode.VerifyUnavailable, $"the verify service failed (HTTP {(int)response.StatusCode})");
        using var timeout = new CancellationTokenSource(ReasonTimeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, deadline);
        var reason = "";
        try
        {
            if (await ReadAsync(response, linked.Token) is { } answer)
                reason = VerifyAnswer.Reason(answer);
        }
        catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The status is the no.
        }

        return AdmissionDecision.Refused(ErrorCode.NotAdmitted, $"the verify service refused the certificate{reason} (HTTP {(int)response.StatusCode})");
    }

    /// <returns>null when there is more than may be.</returns>
    private async Task<byte[]?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[_settings.MaxVerifyAnswer + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length < buffer.Length ? buffer[..length] : null;
    }
}
