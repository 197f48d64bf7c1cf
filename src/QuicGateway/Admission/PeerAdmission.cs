using SocketWarp.Base;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Session;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.Sessions.Control;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>Checks a peer whose TLS has finished: its Hello, its certificate's uid, and what the verify service says.</summary>
internal sealed class PeerAdmission(AdmissionSettings settings, CertificateAdmission admission, TimeProvider time)
{
    /// <exception cref="IOException">when the session ended meanwhile.</exception>
    public async Task<Admission> DecideAsync(ITransportSession transport, CancellationToken cancellationToken)
    {
        ControlStream? control = null;
        var hello = new Hello();
        if (transport.Protocol != WireProtocols.Legacy)
        {
            using var timeout = new CancellationTokenSource(settings.HelloTimeout, time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            try
            {
                control = new ControlStream(await transport.AcceptStreamAsync(linked.Token), SessionSide.Gateway);
                if ((await control.ReadAsync(linked.Token))?.Body is not Hello said)
                    return Refuse(ErrorCode.BadFrame, "the control stream ended before the Hello");
                hello = said;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return Refuse(ErrorCode.TooSlow, $"no Hello within {DurationText.Format(settings.HelloTimeout)}");
            }
            catch (ProtocolException e)
            {
                return Refuse(e.Code, e.Message);
            }

            if (HelloRules.Check(hello) is { } broken)
                return Refuse(broken.Code, broken.Reason);
        }

        return new Admission(await admission.AdmitAsync(transport.PeerCertificate, cancellationToken), control, hello);

        Admission Refuse(ErrorCode code, string reason) => new(AdmissionDecision.Refused(code, reason), control, hello);
    }
}
